-- What people answer beside the data: this is no longer my business, this is not our place. `doubt` is what the
-- référent must look at; `nomination` is somebody named by somebody else, unconfirmed until they act themselves.
create table doubt (
    id text primary key,
    listing_id text not null references listing (id),
    person_id text references person (id),
    kind text not null,
    at bigint not null,
    settled_at bigint
);
create index doubt_listing on doubt (listing_id);

create table nomination (
    id text primary key,
    listing_id text not null references listing (id),
    person_id text not null references person (id),
    named_by text references person (id),
    at bigint not null,
    confirmed_at bigint,
    ended_at bigint
);
create index nomination_person on nomination (person_id);
create index nomination_listing on nomination (listing_id);

-- Who wants to be named on the public page of a listing, and as what: their wish alone, separate from the public
-- contacts of the place. Their name and addresses stay in `person`.
create table public_contact (
    listing_id text not null references listing (id),
    person_id text not null references person (id),
    function text not null,
    shows_email smallint not null,
    shows_phone smallint not null,
    at bigint not null,
    primary key (listing_id, person_id)
);

-- Who was told that what is kept of them is about to be erased, for want of any sign of life, and who wants to stay.
create table farewell (
    person_id text primary key references person (id),
    told_at bigint,
    stayed_at bigint
);
