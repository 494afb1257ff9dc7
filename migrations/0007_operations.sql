-- What keeps the house running: claimed ticks of periodic jobs, signs of life, rate limits, the change counter.
create table tick (
    job text not null,
    scheduled_at bigint not null,
    claimed_at bigint not null,
    primary key (job, scheduled_at)
);

create table heartbeat (
    job text primary key,
    at bigint not null
);

create table rate_limit (
    name text not null,
    subject text not null,
    period bigint not null,
    count bigint not null,
    primary key (name, subject, period)
);

create index rate_limit_period on rate_limit (period);

-- Moves with every change of what is public: readers compare it to what they hold.
create table generation (
    name text primary key,
    value bigint not null
);
insert into generation (name, value) values ('public', 0);

-- `outbox` held = 1: nothing leaves until an operator confirms (after a restore).
create table setting (
    name text primary key,
    value text not null
);
