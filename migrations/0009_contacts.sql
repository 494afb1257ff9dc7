-- A contact plays several roles, speaks for several communes and knows several themes (lists joined by `|`, in a fixed
-- order); how they like to be told, when they were told where their address comes from (article 14 of the GDPR), and
-- what the référent wants to remember. Given name, phone and postal address are a person's, so they are in `person`.
alter table contact add column roles text not null default '';
update contact set roles = role;
alter table contact drop column role;
alter table contact add column communes text not null default '';
update contact set communes = commune where commune is not null;
alter table contact drop column commune;
alter table contact add column themes text not null default '';
alter table contact add column channel text;
alter table contact add column noticed_at bigint;
alter table contact add column note text not null default '';

alter table person add column given_name text not null default '';
alter table person add column phone text not null default '';
alter table person add column postal_address text not null default '';
