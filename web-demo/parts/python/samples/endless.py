import backlit


def work(part):
    """Never ends by itself: press Cancel."""
    n = 0
    while True:
        n += 1
        if n % 100_000 == 0:
            backlit.progress(f"part {part}: {n:,} rounds")
