"""A module of the app."""


def of(name):
    return f"{name}: 3 coins"
