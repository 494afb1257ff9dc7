-- The day itself and what is printed for it: who came, the tables, short codes, letters.

-- Every tick of an attendance list, under an id made by whoever ticked: a phone that was without network sends it again
-- and again until it is heard. Who came is read from the ticks, whatever order they arrived in.
create table check_in (
    id text primary key,
    event_id text not null references event (id),
    person_id text not null references person (id),
    what text not null,
    way text not null,
    at bigint not null,
    noted_by text references person (id),
    received_at bigint not null
);
create index check_in_event on check_in (event_id, person_id);

-- Who agreed to be named, with their address, in what the participants of a meeting read.
create table minutes_consent (
    event_id text not null references event (id),
    person_id text not null references person (id),
    at bigint not null,
    primary key (event_id, person_id)
);

-- A table of the collaborative day: `communes` are codes in JSON, `person_id` stands for whoever sits there.
create table day_table (
    id text primary key,
    event_id text not null references event (id),
    person_id text not null references person (id),
    token_hash text not null unique,
    label text not null,
    communes text not null,
    family text,
    created_at bigint not null,
    revoked_at bigint
);
create index day_table_event on day_table (event_id);

-- The code is derived from its id and never stored, only its keyed hash: a code is short enough to be tried out.
create table short_code (
    id text primary key,
    code_hash text not null unique,
    person_id text not null references person (id),
    purpose text not null,
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint
);
create index short_code_person on short_code (person_id, purpose);

-- Letters printed together: the référent's words, and who printed them.
create table letter_batch (
    id text primary key,
    portrait_id text not null references portrait (id),
    words text not null,
    printed_by text not null references person (id),
    printed_at bigint not null
);
create index letter_batch_portrait on letter_batch (portrait_id, printed_at);

-- A letter is a message of the outbox that left on paper: this is what was printed on it.
create table paper_letter (
    message_id text primary key references message (id),
    batch_id text not null references letter_batch (id),
    person_id text not null references person (id),
    short_code_id text not null references short_code (id),
    link_id text not null references link (id)
);
create index paper_letter_batch on paper_letter (batch_id);

-- The door answers given behind a link come through; the form's own when empty.
alter table link add column door text;
