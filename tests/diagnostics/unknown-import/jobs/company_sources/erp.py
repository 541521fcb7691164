def fetch(country, days):
    print(country, days)
