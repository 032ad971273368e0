"""Time zone names: IANA's, as EventBridge Scheduler takes them.

    check_zone("Asia/Tokio", problems)     timezone is 'Asia/Tokio'; give an IANA name, perhaps "Asia/Tokyo"

Names come from the machine's zone files, so that nothing beyond the standard library is needed.
"""

from __future__ import annotations

from dsl.errors import Problems

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


# Files that a machine's zone folder holds beside IANA's zones.
NOT_ZONES = ("posix/", "right/", "localtime", "posixrules", "Factory")


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of this name; None where IANA has none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name.startswith(NOT_ZONES):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def check_zone(name: object, problems: Problems) -> None:
    """Note a problem unless `name` is an IANA zone. Where a machine knows no zones at all, nothing is noted."""
    if name == "UTC":
        return
    if not problems.add(isinstance(name, str) and bool(name), f'timezone is {name!r}; give an IANA name: "Asia/Tokyo"'):
        return
    assert isinstance(name, str)
    if zone_named(name) is None and zone_named("Etc/UTC") is not None:
        problems.add(False, f"timezone is {name!r}; give an IANA name{_suggestion(name)}")


def _suggestion(name: str) -> str:
    from difflib import get_close_matches
    from zoneinfo import available_timezones

    zones = sorted(available_timezones())
    exact = [zone for zone in zones if zone.casefold() == name.casefold()]
    near = exact or get_close_matches(name, zones, n=1)
    return f', perhaps "{near[0]}"' if near else ': "Asia/Tokyo"'
