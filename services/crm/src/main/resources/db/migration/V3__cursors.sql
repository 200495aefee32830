-- The keys that sign the cursors of pages, so that they outlive a process and all replicas take
-- them. The newest one signs that all replicas have had two minutes to read; to change it, insert a
-- row, and delete the old one a day later, when no cursor of its is good any more.
create table cursor_key (
    id         smallint generated always as identity primary key,
    key        bytea       not null check (length(key) >= 32),
    created_at timestamptz not null default now()
);
insert into cursor_key (key)
values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

alter table cursor_key enable row level security;
alter table cursor_key force row level security;
create policy everybody on cursor_key for select using (true);
grant select on cursor_key to ${app};
