-- What a référent prepares, reads, decides and can call back; the sequences of reminders and the rules of sending, when
-- they are not the house's own (JSON); since when a portrait is in its phase. `message.solicits` says whether something
-- is asked of the person: their pressure budget counts those, whoever sent them.
create table mailing (
    campaign_id text primary key references campaign (id),
    event_id text not null references event (id),
    kind text not null,
    selection text not null,
    subject text not null,
    body text not null,
    leaves_at bigint,
    decided_by text references person (id),
    decided_at bigint,
    size bigint not null,
    called_back_at bigint,
    created_at bigint not null
);
create index mailing_event on mailing (event_id);

create table sequence (
    subject text primary key,
    steps text not null,
    updated_at bigint not null
);

create table sending_rules (
    portrait_id text primary key references portrait (id),
    rules text not null,
    updated_at bigint not null
);

alter table portrait add column phase_since bigint not null default 0;
update portrait set phase_since = opened_at;

alter table message add column solicits smallint not null default 0;
update message set solicits = 1 where stream in ('event', 'update');
