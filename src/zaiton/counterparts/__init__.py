"""A bank, a treasury and a customs office as processes of their own, to connect to and to be tested against.

They stand for the other side of the wire and share no line of code with the rest of the package: what they agree on with it
is the schema of the messages alone. Each has its own store, its own keys and its own clock.
"""
