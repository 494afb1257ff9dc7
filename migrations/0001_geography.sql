-- Reference geography: communes with their EPCI, département and région, and their simplified boundaries.
-- Loaded from the files shipped in the binary; `reference` says which vintage is in.
create table commune (
    code text primary key,
    name text not null,
    name_norm text not null,
    departement text not null,
    region text not null,
    epci text,
    postal_codes text not null,
    population bigint not null,
    lat double precision,
    lon double precision
);
create index commune_epci on commune (epci);
create index commune_departement on commune (departement);
create index commune_region on commune (region);
create index commune_name on commune (name_norm);

create table epci (
    code text primary key,
    name text not null,
    kind text not null
);

create table commune_shape (
    commune text primary key references commune (code),
    shape bytea not null
);

create table reference (
    name text primary key,
    vintage text not null,
    loaded_at bigint not null
);
