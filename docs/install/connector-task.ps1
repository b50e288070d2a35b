# Windows: the daemon as a scheduled task that starts with the machine, runs as its own account, and is started again
# when it ends. Run once in an elevated PowerShell. No service wrapper and no Internet are needed.
#   .\connector-task.ps1 -HomeFolder C:\Connector -Account .\connector
# Stop:   connector daemon stop      Reload: connector daemon reload      Watch: connector status --quiet
param(
    [string]$HomeFolder = "C:\Connector",
    [string]$Program = "C:\Connector\venv\Scripts\connector.exe",
    [Parameter(Mandatory = $true)][string]$Account,
    [string]$Health = "127.0.0.1:8765"
)
$ErrorActionPreference = "Stop"

# Only the service account and administrators may read what the connector keeps.
New-Item -ItemType Directory -Force -Path "$HomeFolder\var" | Out-Null
icacls "$HomeFolder\var" /inheritance:r /grant:r "${Account}:(OI)(CI)F" "*S-1-5-32-544:(OI)(CI)F" | Out-Null

$action = New-ScheduledTaskAction -Execute $Program -Argument "daemon --health $Health" -WorkingDirectory $HomeFolder
$trigger = New-ScheduledTaskTrigger -AtStartup
$settings = New-ScheduledTaskSettingsSet -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) `
    -ExecutionTimeLimit ([TimeSpan]::Zero) -MultipleInstances IgnoreNew -StartWhenAvailable
$password = Read-Host -AsSecureString "Mật khẩu của / Password of $Account"
$plain = [Runtime.InteropServices.Marshal]::PtrToStringAuto([Runtime.InteropServices.Marshal]::SecureStringToBSTR($password))
Register-ScheduledTask -TaskName "connector" -Action $action -Trigger $trigger -Settings $settings `
    -User $Account -Password $plain -RunLevel Limited -Force | Out-Null
Start-ScheduledTask -TaskName "connector"
Write-Output "Tiến trình nền đã chạy. Xem: connector status / The daemon runs: connector status"
