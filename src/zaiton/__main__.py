"""``python -m zaiton``: the zaiton command."""

from zaiton.site.command import main

if __name__ == "__main__":
    main()
