"""What the text in one cell means: days, money, shares, flags. Each reader knows one column."""
