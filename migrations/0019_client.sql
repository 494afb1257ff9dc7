-- When the answers of drafts were typed, and on which device: the later typed wins whatever the order they arrive in, and
-- one sent twice is kept once. Outlives the draft: an answer may be on its way while the draft is published.
create table typed_answer (
    person_id text not null references person (id),
    listing_id text not null references listing (id),
    path text not null,
    device text not null,
    n bigint not null,
    typed_at bigint not null,
    primary key (person_id, listing_id, path)
);
