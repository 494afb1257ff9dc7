-- Conversations: where each exchange stands, what was said, and what channels sent us before it was acknowledged.
create table conversation (
    id text primary key,
    channel text not null,
    address text not null,
    person_id text references person (id),
    state text not null,
    version bigint not null,
    closed smallint not null,
    created_at bigint not null,
    unique (channel, address)
);
create index conversation_person on conversation (person_id);

create table turn (
    conversation_id text not null references conversation (id),
    n bigint not null,
    speaker text not null,
    body text not null,
    delivery text not null,
    at bigint not null,
    primary key (conversation_id, n)
);
create index turn_pending on turn (conversation_id, n) where delivery = 'pending';

create table inbox (
    channel text not null,
    update_id bigint not null,
    address text not null,
    body text not null,
    received_at bigint not null,
    processed_at bigint,
    primary key (channel, update_id)
);
create index inbox_waiting on inbox (channel, update_id) where processed_at is null;
