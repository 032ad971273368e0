"""What a package is built for: a Python version and a machine.

    target_of(settings)            Target(python=(3, 13), machine="aarch64", host=False)
    host_target()                  this interpreter on this machine, for `statemill run`

`environment` answers PEP 508 markers as the Lambda would, which decides which requirements ship.
"""

import platform
import sys
from dataclasses import dataclass

from compiler.forms.settings import Settings

_MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a package runs. `machine` is Linux's name for it: aarch64 or x86_64."""

    python: tuple[int, int]
    machine: str
    host: bool = False

    @property
    def version(self) -> str:
        """`3.13`."""
        return f"{self.python[0]}.{self.python[1]}"

    @property
    def platform(self) -> str:
        """`sys.platform` there."""
        return sys.platform if self.host else "linux"

    @property
    def wheels(self) -> str:
        """The platform as uv calls it: Python 3.12 and later run on Amazon Linux 2023 (glibc 2.34), older ones on 2."""
        return f"{self.machine}-manylinux_2_34" if self.python >= (3, 12) else f"{self.machine}-manylinux_2_17"

    @property
    def name(self) -> str:
        """How a cache key and a size report call it."""
        return "host" if self.host else f"python{self.version}-{self.machine}"

    def environment(self) -> dict[str, str]:
        """The PEP 508 environment."""
        if self.host:
            from packaging.markers import default_environment

            return {name: str(value) for name, value in default_environment().items()}
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{self.version}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": f"{self.version}.0",
            "python_version": self.version,
            "sys_platform": "linux",
        }


def target_of(settings: Settings) -> Target:
    """The Lambda that the settings ask for."""
    major, minor = settings.python.split(".")
    return Target((int(major), int(minor)), _MACHINES[settings.architecture])


def host_target() -> Target:
    """Where we are: this interpreter on this machine."""
    return Target(sys.version_info[:2], platform.machine(), host=True)
