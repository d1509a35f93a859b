import backlit

SIZE = 150_000


def work(part):
    """Counts primes. Two of these run at once."""
    first = part * SIZE
    found = 0
    for n in range(first, first + SIZE):
        found += is_prime(n)
        if n % 1000 == 0:
            backlit.progress((n - first) / SIZE)
    return found


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))
