"""Tab completion for PowerShell, which click does not know; bash, zsh and fish are click's own."""

import os

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string

# Tooltips are Vietnamese: PowerShell has to read them as the UTF-8 that they are.
_SCRIPT = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $cursor)
    $before = [Console]::OutputEncoding
    [Console]::OutputEncoding = [Text.Encoding]::UTF8
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = $line.ToString()
    $env:COMP_CWORD = $word
    try {
        & %(prog_name)s | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
        }
    } finally {
        [Console]::OutputEncoding = $before
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_CWORD -ErrorAction Ignore
    }
}
"""


@add_completion_class
class PowerShellComplete(ShellComplete):
    """The words come as one line, and the one that is being typed beside it; PowerShell leaves an empty one unset."""

    name = "powershell"
    source_template = _SCRIPT

    def get_completion_args(self) -> tuple[list[str], str]:
        args = split_arg_string(os.environ["COMP_WORDS"])[1:]
        typed = split_arg_string(os.environ.get("COMP_CWORD", ""))
        incomplete = typed[0] if typed else ""
        if incomplete and args and args[-1] == incomplete:
            args.pop()
        return args, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """The value and what is said of it, which PowerShell wants not to be empty."""
        return f"{item.value}\t{' '.join((item.help or item.value).split())}"
