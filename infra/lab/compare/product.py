"""product.py IN OUT: csv of the standard library, orjson where it is installed."""
import csv
import sys

try:
    from orjson import dumps
except ImportError:
    import json

    def dumps(record):
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def product(row):
    price, cost, stock = float(row["price"]), float(row["cost"]), int(row["stock"])
    return {
        "sku": row["sku"].strip(),
        "name": row["name"].strip(),
        "brand": row["brand"].upper(),
        "slug": row["name"].replace(" ", "-").lower(),
        "ean": row["ean"].rjust(14, "0"),
        "title": row["brand"] + " " + row["name"],
        "categories": row["categories"].split(">"),
        "day": row["updated"][:10],
        "price": price,
        "cost": cost,
        "margin": round(price - cost, 2),
        "stock": stock,
        "weight": int(row["weight"]),
        "level": "out" if stock == 0 else "low" if stock < 10 else "good",
        "description": row["description"],
    }


with open(sys.argv[1], newline="", encoding="utf-8") as source, open(sys.argv[2], "wb", 1 << 20) as target:
    for row in csv.DictReader(source):
        target.write(dumps(product(row)))
        target.write(b"\n")
