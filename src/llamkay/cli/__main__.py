"""``python -m llamkay.cli``: the ``llamkay`` command."""

from llamkay.cli import main

if __name__ == "__main__":
    main()
