-- The outbox. A prompt is one thing asked of one person in one campaign, with one fate; a message carries one or more.
create table campaign (
    id text primary key,
    portrait_id text not null references portrait (id),
    kind text not null,
    label text not null,
    created_at bigint not null
);
create index campaign_portrait on campaign (portrait_id, kind);

create table message (
    id text primary key,
    unique_key text not null unique,
    person_id text not null references person (id),
    channel text not null,
    stream text not null,
    purpose text not null,
    campaign_id text references campaign (id),
    due_at bigint not null,
    not_after bigint not null,
    state text not null,
    slot bigint,
    attempts bigint not null,
    reason text not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index message_due on message (channel, due_at) where state = 'queued';
create index message_slot on message (slot) where state in ('claimed', 'handed');
create index message_person on message (person_id, created_at);
create index message_campaign on message (campaign_id);

create table prompt (
    id text primary key,
    campaign_id text not null references campaign (id),
    person_id text not null references person (id),
    step text not null,
    round bigint not null,
    message_id text references message (id),
    created_at bigint not null,
    answered_at bigint,
    unique (campaign_id, person_id, step, round)
);
create index prompt_message on prompt (message_id);
create index prompt_step on prompt (step);
create index prompt_person on prompt (person_id, created_at);
