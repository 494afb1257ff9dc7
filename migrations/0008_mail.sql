-- Mail in quantity: the order in which messages leave, mails worded by a person, soft bounces, and oppositions that
-- outlive the person row. `message.doubts` counts how often a message was uncertain and sent again on purpose.
create index message_order on message (channel, due_at, id) where state = 'queued';
drop index message_due;
alter table message add column doubts bigint not null default 0;

create table letter (
    id text primary key,
    campaign_id text not null references campaign (id),
    stream text not null,
    subject text not null,
    body text not null,
    html text not null,
    extras text not null,
    created_at bigint not null
);

-- What a letter says to one reader beside what is known of them, as JSON. Never a name or an address.
create table letter_field (
    message_id text primary key references message (id),
    fields text not null
);

-- A hard bounce stands until the address is corrected; soft ones count, and fade.
alter table bounced_address add column hard smallint not null default 1;
alter table bounced_address add column soft bigint not null default 0;

-- Keyed hashes of addresses whose owner objected: they say nothing to whoever reads them, and stay when a person is
-- erased, so that an import of the same address finds the opposition again.
create table opposed_address (
    digest text not null,
    stream text not null,
    at bigint not null,
    primary key (digest, stream)
);
