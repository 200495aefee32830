create table note (
    tenant_id text not null,
    text      text not null,
    times     int  not null default 0
);
create unique index note_text on note (tenant_id, text);
alter table note enable row level security;
alter table note force row level security;
create policy own_tenant on note using (tenant_id = nullif(current_setting('app.tenant', true), ''));
grant usage on schema kit to ${app};
grant select, insert, update, delete on note to ${app};
