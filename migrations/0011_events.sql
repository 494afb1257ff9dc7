-- Meetings that have a size, a meal, an access, that move and are called off; seats and a waiting list; what people need
-- on the day, kept for the caterer until then. `queue` hands out the ranks of the waiting list: taking one takes the
-- meeting, so that two answers never count the same last seat. `version` of an invitation grows with everything its
-- calendar must be told (RFC 5545 SEQUENCE); it starts above what was sent before this column existed.
alter table event add column access text not null default '';
alter table event add column features text not null default '';
alter table event add column capacity bigint;
alter table event add column meal smallint not null default 0;
alter table event add column cancelled_at bigint;
alter table event add column cancel_reason text not null default '';
alter table event add column moves bigint not null default 0;
alter table event add column moved_at bigint;
alter table event add column queue bigint not null default 0;

-- The dates and places a meeting had before it was moved: people are told which ones to forget.
create table event_move (
    event_id text not null references event (id),
    n bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    place text not null,
    at bigint not null,
    primary key (event_id, n)
);

alter table invitation add column seat text;
alter table invitation add column seat_rank bigint;
alter table invitation add column version bigint not null default 0;
update invitation set version = replies + 1000 * (select e.sequence from event e where e.id = invitation.event_id);
update invitation set seat = 'seated', seat_rank = 0 where reply = 'yes';
create index invitation_seat on invitation (event_id, seat);

-- What one person eats and needs on the day. Erased once the meeting is over: it says things about their health.
create table invitation_need (
    invitation_id text primary key references invitation (id),
    event_id text not null references event (id),
    meal smallint not null,
    diets text not null,
    diet_note text not null,
    helps text not null,
    help_note text not null,
    at bigint not null
);
create index invitation_need_event on invitation_need (event_id);
