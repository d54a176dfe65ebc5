"""`python -m provcheck` is the same as `provcheck`."""

from provcheck.cli import main

if __name__ == "__main__":
    main()
