"""What docs/performance.md keeps: `make bench` measures it afresh (tests/benchmarks/__main__.py)."""
