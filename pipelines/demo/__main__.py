"""Runs the nightly pipeline end to end on this machine and says what arrived.

    python -m pipelines.demo
    python -m pipelines.demo --orders 200 --customers 50 --output /tmp/build

Two MariaDB servers play the shop and the warehouse of another account; `statemill run` builds the packages, starts an
embedded AWS and runs the state machine; then every row is compared.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pipelines.demo.data import CUSTOMERS, DAY, ORDERS, fill
from pipelines.demo.verifying import Verified, verify
from runtime import mysql
from runtime.local.embedded.mariadb import Login, MariaDB, MariaDBUnavailable, mariadb

HERE = Path(__file__).parent
PIPELINE = HERE.parent / "nightly_orders.py"
BUILD = HERE.parents[1] / "build"


def main(arguments: list[str] | None = None) -> int:
    """The whole demonstration; the exit code."""
    began = time.perf_counter()
    asked = options(arguments)
    with ExitStack() as stack:
        try:
            shop = stack.enter_context(mariadb(("shop",), say=tell))
            warehouse = stack.enter_context(mariadb(("warehouse",), say=tell))
        except MariaDBUnavailable as error:
            tell(str(error))
            return 1
        shop_login, warehouse_login = prepared(shop, "shop"), prepared(warehouse, "warehouse")
        filled = fill(mysql.Login(**shop_login.arguments()), asked.orders, asked.customers)
        tell(f"shop on port {shop.port}: {filled.orders:,} orders of {DAY}, {filled.customers:,} customers")
        tell(f"warehouse on port {warehouse.port}: empty, of another account, with its own secret")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="statemill-demo-")))
        secrets = {"batch/shop-db": shop_login, "batch/warehouse-db": warehouse_login}
        result = run_pipeline(folder, secrets, asked.output)
        if result is None:
            return 1
        verified = verify(shop, warehouse, DAY)
    report(result, verified, asked.output, time.perf_counter() - began)
    return 1 if verified.problems else 0


def options(arguments: list[str] | None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.demo", description="Run the nightly pipeline here.")
    parser.add_argument(
        "--orders", type=int, default=ORDERS, help="orders of the day; under 300 the refused rows are too many"
    )
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help="customers, who have all ordered")
    parser.add_argument("--output", type=Path, default=BUILD, help="where the artefacts go")
    asked = parser.parse_args(arguments)
    if asked.orders < 20 or not 15 <= asked.customers <= asked.orders:
        parser.error("give 20 orders or more, and 15 customers or more, not more than there are orders")
    return asked


def prepared(server: MariaDB, name: str) -> Login:
    """Makes the database's tables and a user who may do everything in it."""
    script = (HERE / f"{name}.sql").read_text("utf-8")
    lines = "\n".join(line for line in script.splitlines() if not line.startswith("--"))
    server.execute(*(statement for statement in lines.split(";\n") if statement.strip()), database=name)
    return server.add_user(f"{name}_batch", f"{name}-password-of-the-night", name)


def run_pipeline(folder: Path, secrets: dict[str, Login], output: Path) -> dict[str, Any] | None:
    """`statemill run`, its progress on this terminal; the pipeline's result, or None when it failed."""
    command = [
        sys.executable,
        "-m",
        "compiler.cli",
        "run",
        str(PIPELINE),
        "--input",
        json.dumps({"day": DAY.isoformat()}),
    ]
    for name, login in secrets.items():
        file = folder / f"{name.replace('/', '-')}.json"
        file.write_text(json.dumps(login.secret()))
        command += ["--secret", f"{name}=@{file}"]
    done = subprocess.run([*command, "-o", str(output)], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        tell(f"the run failed with exit code {done.returncode}")
        return None
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def report(result: dict[str, Any], verified: Verified, output: Path, seconds: float) -> None:
    """What arrived and where the artefacts are."""
    write = _to_stdout
    write("")
    write(f"result     {json.dumps(result)}")
    write(f"orders     {verified.orders:,} rows in the warehouse, each compared with the shop's")
    write(f"customers  {verified.customers:,} rows in the warehouse, each compared with the shop's")
    write(f"values     {verified.values:,} compared, byte by byte")
    for one in verified.rejected:
        write(f"refused    {one.source} {one.key}: {one.reason}")
    for problem in verified.problems[:20]:
        write(f"DIFFERENT  {problem}")
    write(f"verified   {'no difference' if not verified.problems else f'{len(verified.problems)} differences'}")
    write(f"artefacts  {output / 'nightly_orders'}: state-machine.asl.json, template.json, manifest.json, graph.svg")
    write(f"packages   {output / 'packages'}")
    write(f"took       {seconds:.1f} s")


def tell(text: str) -> None:
    """A line of progress."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _to_stdout(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
