"""The command line of `python -m topics`, for where the folder of scripts is not on the path."""

from topics.cli import main

if __name__ == "__main__":
    main()
