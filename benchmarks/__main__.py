"""Run every benchmark, one after another: `make bench`, or `python -m benchmarks compile_time start_up` for some."""

import sys
from importlib import import_module
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))

for name in sys.argv[1:] or [name for name in NAMES if name not in ("measuring", "flows")]:
    print(f"\n== {name} ==", flush=True)
    import_module(f"benchmarks.{name}").main()
