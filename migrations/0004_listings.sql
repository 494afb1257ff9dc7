-- The inventory. A listing is the projection of its accepted revisions: `document` can be rebuilt from them.
create table listing (
    id text primary key,
    source_id text unique,
    name text not null,
    name_norm text not null,
    commune text references commune (code),
    closed smallint not null,
    document text not null,
    origin text not null,
    fictional smallint not null,
    created_at bigint not null,
    modified_at bigint not null,
    version bigint not null
);
create index listing_commune on listing (commune);

-- One row per section: when it was last verified and when it must be asked again.
create table listing_section (
    listing_id text not null references listing (id),
    section text not null,
    verified_at bigint,
    door text,
    observation_id text,
    due_at bigint not null,
    primary key (listing_id, section)
);
create index listing_section_due on listing_section (due_at);

-- Who said something, when and by which door. `n` orders what was said of one listing, even within a millisecond.
create table observation (
    id text primary key,
    listing_id text not null references listing (id),
    person_id text references person (id),
    door text not null,
    source text not null,
    at bigint not null,
    n bigint not null
);
create index observation_listing on observation (listing_id, n);

-- What it changed, field by field.
create table revision (
    id text primary key,
    observation_id text not null references observation (id),
    n bigint not null,
    path text not null,
    old_value text,
    new_value text,
    state text not null
);
create index revision_observation on revision (observation_id, n);

-- Which sections it vouched for.
create table verification (
    observation_id text not null references observation (id),
    section text not null,
    primary key (observation_id, section)
);

-- Unpublished answers of one person about one listing, shared by the form and the chat.
create table draft (
    id text primary key,
    person_id text not null references person (id),
    listing_id text not null references listing (id),
    answers text not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    unique (person_id, listing_id)
);
