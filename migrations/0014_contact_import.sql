-- Lists of contacts that were sent, read and perhaps taken in. What was sent stays here until it is taken in or left,
-- then it is emptied; what an import changed is kept for a month so that it can be undone. Besides `person`, these are
-- the only tables that hold names and addresses, and erasing a person empties what they hold of them.
create table contact_import (
    id text primary key,
    portrait_id text not null references portrait (id),
    person_id text not null references person (id),
    state text not null,
    label text not null,
    source text not null,
    lines text not null,
    layout text not null,
    remarks text not null,
    created_at bigint not null,
    done_at bigint,
    undone_at bigint
);
create index contact_import_portrait on contact_import (portrait_id, created_at);

-- `fingerprint` is the contact as the import left it; `changes` says each field before and after.
create table contact_import_change (
    import_id text not null references contact_import (id),
    contact_id text not null,
    person_id text not null,
    created smallint not null,
    person_created smallint not null,
    fingerprint text not null,
    changes text not null,
    primary key (import_id, contact_id)
);
create index contact_import_change_person on contact_import_change (person_id);
