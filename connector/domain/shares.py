"""A share as every screen and report writes it."""

#: What stands where nothing could be counted: 0/0 is never 100 %.
NOTHING = "—"


def percent(part: int, whole: int, *, english: bool) -> str:
    """“94,3%”, in English “94.3%”; “—” of nothing. Only all is 100 %, and only none is 0 %, however the last digit
    rounds."""
    if whole == 0:
        return NOTHING
    tenths = (2000 * part + whole) // (2 * whole)
    if 0 < part < whole:
        tenths = min(max(tenths, 1), 999)
    units, tenth = divmod(tenths, 10)
    return f"{units}{'.' if english else ','}{tenth}%"
