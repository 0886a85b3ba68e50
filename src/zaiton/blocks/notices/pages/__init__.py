"""The notices block's pages: the inbox, how one wants to be told, and an organisation's webhooks."""
