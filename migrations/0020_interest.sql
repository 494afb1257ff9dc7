-- Groups of communes whose people said on the public page that they want their portrait made.
create table interest (
    id text primary key,
    epci text not null references epci (code),
    person_id text not null references person (id),
    function text not null,
    message text not null,
    at bigint not null,
    handled_at bigint,
    handled_by text references person (id)
);
create unique index interest_open on interest (epci, person_id) where handled_at is null;
