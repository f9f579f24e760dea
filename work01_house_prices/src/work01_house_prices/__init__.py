"""House prices: from a line to a network with nothing hidden, then a competition entry."""
