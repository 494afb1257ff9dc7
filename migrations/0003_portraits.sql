-- A portrait is one EPCI's run of the method: its contacts, its events, their invitations and every answer.
create table portrait (
    id text primary key,
    epci text not null unique references epci (code),
    phase text not null,
    zone text not null,
    opened_at bigint not null
);

create table contact (
    id text primary key,
    portrait_id text not null references portrait (id),
    person_id text not null references person (id),
    role text not null,
    organisation text not null,
    commune text references commune (code),
    listing_id text,
    source text not null,
    created_at bigint not null,
    unique (portrait_id, person_id)
);
create index contact_listing on contact (listing_id);
create index contact_person on contact (person_id);

create table event (
    id text primary key,
    portrait_id text not null references portrait (id),
    kind text not null,
    title text not null,
    starts_at bigint not null,
    ends_at bigint not null,
    place text not null,
    programme text not null,
    sequence bigint not null,
    created_at bigint not null
);
create index event_portrait on event (portrait_id, starts_at);

create table invitation (
    id text primary key,
    event_id text not null references event (id),
    person_id text not null references person (id),
    delegated_from text references invitation (id),
    reply text,
    replied_at bigint,
    door text,
    replies bigint not null,
    created_at bigint not null,
    unique (event_id, person_id)
);

create index invitation_person on invitation (person_id);

-- Every answer is kept; the invitation carries the last one.
create table invitation_reply (
    invitation_id text not null references invitation (id),
    n bigint not null,
    reply text not null,
    door text not null,
    at bigint not null,
    primary key (invitation_id, n)
);
