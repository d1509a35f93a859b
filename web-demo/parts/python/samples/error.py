def work(part):
    """Fails: its traceback comes to the page."""
    prices = {"tea": 3, "coffee": 4 + part}
    return total(prices, ["tea", "cake"])


def total(prices, basket):
    return sum(prices[item] for item in basket)
