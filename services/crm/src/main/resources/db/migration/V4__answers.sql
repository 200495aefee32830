-- Answers to requests with an Idempotency-Key, for whoever sends the same request again.
create table answer (
    tenant_id  text        not null,
    key        text        not null,
    request    bytea       not null,
    location   text,
    etag       text,
    body       bytea       not null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, key)
);
create index answer_age on answer (created_at);

alter table answer enable row level security;
alter table answer force row level security;
create policy own_tenant on answer
    using (tenant_id = nullif(current_setting('app.tenant', true), ''));
grant select, insert, delete on answer to ${app};

-- Old answers go for all tenants at once, so the one who takes them away sees them, and no others.
create policy old_ones on answer to ${functions} using (created_at < now() - interval '24 hours');
grant select, delete on answer to ${functions};
grant create on schema crm to ${functions};

-- Takes away at most so many answers that are a day old, and says how many they were.
create function forget_answers(most integer)
returns integer
language sql volatile security definer
set search_path = crm, pg_temp
as $$
    with old as (
        select tenant_id, key from answer
        where created_at < now() - interval '24 hours'
        order by created_at limit most),
    gone as (
        delete from answer a using old
        where a.tenant_id = old.tenant_id and a.key = old.key
        returning 1)
    select count(*)::integer from gone
$$;

revoke all on function forget_answers from public;
grant execute on function forget_answers to ${app};
alter function forget_answers owner to ${functions};
revoke create on schema crm from ${functions};
