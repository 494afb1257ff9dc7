-- People, what they may do, what they object to, and the links and sessions they hold. Names and addresses of people
-- are in `person` alone, so that erasing one row erases them everywhere.
create table person (
    id text primary key,
    name text not null,
    email text unique,
    fictional smallint not null,
    created_at bigint not null
);

create table role_grant (
    person_id text not null references person (id),
    role text not null,
    territory text not null,
    created_at bigint not null,
    primary key (person_id, role, territory)
);

-- An opposition follows the person, not the address: no import clears it.
create table opposition (
    person_id text not null references person (id),
    stream text not null,
    at bigint not null,
    primary key (person_id, stream)
);

-- An address that bounced gets no mail of any kind until it is corrected.
create table bounced_address (
    email text primary key,
    reason text not null,
    at bigint not null
);

-- The token is an HMAC of the id: it is never stored, only its hash.
create table link (
    id text primary key,
    token_hash text not null unique,
    person_id text not null references person (id),
    purpose text not null,
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint,
    used_at bigint
);
create index link_person on link (person_id, purpose);

create table session (
    token_hash text primary key,
    person_id text not null references person (id),
    created_at bigint not null,
    expires_at bigint not null
);
