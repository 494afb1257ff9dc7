#!/usr/bin/env python3
"""Makes mairies_bretagne.csv.gz, beside this script, from a folder of source files (see README.md).

Usage: python3 build.py SOURCE_FOLDER
"""

import csv
import gzip
import io
import sys
from pathlib import Path

TERRITORY = Path(__file__).parents[2] / "territory" / "data" / "communes.csv.gz"
COLUMNS = {
    "code_insee": "code",
    "commune": "commune",
    "adresse": "adresse",
    "code_postal": "code_postal",
    "latitude": "lat",
    "longitude": "lon",
    "telephone": "telephone",
    "courriel_neutralise": "courriel",
    "site_web": "site",
    "horaires_osm": "horaires",
}


def misplaced(rows):
    """Codes of the town halls whose position the territory's table left out: it stands outside the commune."""
    with gzip.open(TERRITORY, "rt", encoding="utf-8", newline="") as file:
        trusted = {row["code"] for row in csv.DictReader(file) if row["mairie_lat"]}
    return {row["code_insee"] for row in rows if row["latitude"] and row["code_insee"] not in trusted}


def town_halls_text(source):
    with open(source / "mairies_bretagne.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    elsewhere = misplaced(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS.values(), "position_ecartee"])
    for row in rows:
        mail, is_elsewhere = row["courriel_neutralise"], row["code_insee"] in elsewhere
        assert not mail or mail.endswith(".invalid"), "a mail of the source could reach a real inbox"
        if is_elsewhere:
            row |= {"latitude": "", "longitude": ""}
        writer.writerow([*(row[name] for name in COLUMNS), "oui" if is_elsewhere else ""])
    print(f"positions left out: {len(elsewhere)}")
    return text.getvalue()


def main():
    source, here = Path(sys.argv[1]), Path(__file__).parent
    # Neither name nor time, so that the same sources give the same bytes.
    with open(here / "mairies_bretagne.csv.gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(town_halls_text(source).encode("utf-8"))


if __name__ == "__main__":
    main()
