"""What a cold start pays: nothing beyond the standard library until a step uses more."""

import subprocess
import sys

import pytest

LATE = ("botocore", "boto3", "pymysql", "urllib3", "hashlib", "compiler", "runtime.local", "asyncio", "http.client")


@pytest.mark.parametrize(
    "module",
    ["runtime", "runtime.contract", "runtime.handler", "runtime.mysql", "runtime.dynamodb", "runtime.payloads"],
)
def test_heavy_modules_come_on_first_use(module: str) -> None:
    code = f"import sys, {module}; print(sorted(set({LATE!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_contract_needs_nothing_of_the_runtime() -> None:
    code = "import sys, runtime.contract; print([name for name in sys.modules if name.startswith(('runtime.', 'dsl'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['runtime.contract']"
