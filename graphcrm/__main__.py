"""Run the command line by `python -m graphcrm`."""

from graphcrm.cli import main


if __name__ == "__main__":
    main()
