-- The different words in the names of each tenant's contacts. A text with a mistake is compared with
-- these, which are few, and the contacts come from an index of whole words: to compare a million
-- names by their trigrams takes seconds where the trigrams are common. A word stays when its last
-- contact goes, and then finds nothing.
create table name_word (
    tenant_id text             not null,
    word      text collate "C" not null,
    primary key (tenant_id, word)
);

-- With the tenant in each word, as a key for all that a tenant has would be the longest of all.
create function name_words(tenant_id text, name_key text)
returns text[]
language sql immutable parallel safe
as $$
    select string_to_array(
        tenant_id || ' ' || replace(name_key, ' ', E'\n' || tenant_id || ' '), E'\n')
$$;

-- Forced row-level security keeps even the owner from seeing whose contacts there are.
alter table contact no force row level security;
insert into name_word
select distinct c.tenant_id, w.word
from contact c, unnest(string_to_array(c.name_key, ' ')) as w (word)
where w.word <> '';
alter table contact force row level security;

do $$
begin
    perform set_config(
        'search_path',
        'crm, ' || string_agg(distinct quote_ident(nspname), ', ') || ', pg_temp',
        true)
    from pg_extension join pg_namespace n on n.oid = extnamespace
    where extname in ('pg_trgm', 'btree_gin');
end
$$;

create index name_word_similar on name_word
    using gin (tenant_id, word gin_trgm_ops) with (gin_pending_list_limit = 64);

-- With the filters, so that rows which they rule out are not read; its list of new entries, which
-- every search has to read as well, is kept short.
drop index contact_search;
create index contact_words on contact
    using gin (status, type, source, name_words(tenant_id, name_key))
    with (gin_pending_list_limit = 1024);

alter table name_word enable row level security;
alter table name_word force row level security;
create policy own_tenant on name_word
    using (tenant_id = nullif(current_setting('app.tenant', true), ''));
create policy all_tenants on name_word for select to ${functions} using (true);
grant select, insert on name_word to ${app};
grant select on name_word to ${functions};
grant usage, create on schema crm to ${functions};

-- The tenant's words with a part that is similar to a word, the most similar ones of them, as keys
-- of the index of contacts; null if there are none, and for null.
create function words_like(tenant text, wanted text)
returns text[]
language sql stable strict parallel restricted
set search_path from current
as $$
    select nullif(
        array(
            select tenant || ' ' || w.word
            from name_word w
            where w.tenant_id = tenant and w.word %> wanted
            order by word_similarity(wanted, w.word) desc, w.word
            limit 50),
        '{}')
$$;

revoke all on function words_like from public;
alter function words_like owner to ${functions};

-- The contacts of the transaction's tenant whose names have, for each of the four longest words of a
-- text, a word with a part that is similar to it: the most similar names first, out of the first so
-- many that the index finds. A word that is like none of the tenant's does not count, nor does one
-- of fewer than three letters, which is like nearly everything. Null is no filter.
drop function similar_contacts;
create function similar_contacts(
    text_key text, least_similarity real, most integer,
    of_status text, of_type text, of_source text, since timestamptz)
returns table (id uuid, similarity real)
language plpgsql stable security definer parallel restricted
set search_path from current
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set pg_trgm.word_similarity_threshold = 0.6
as $$
declare
    tenant constant text := nullif(current_setting('app.tenant', true), '');
    wanted constant text[] := array(
        select w.word from unnest(string_to_array(text_key, ' ')) as w (word)
        where length(w.word) >= 3
        group by w.word order by length(w.word) desc, w.word limit 4);
    first text[];
    second text[];
    third text[];
    fourth text[];
begin
    perform set_config('pg_trgm.word_similarity_threshold', least_similarity::text, true);
    first := words_like(tenant, wanted[1]);
    second := words_like(tenant, wanted[2]);
    third := words_like(tenant, wanted[3]);
    fourth := words_like(tenant, wanted[4]);
    if coalesce(first, second, third, fourth) is null then
        return;
    end if;
    return query
        select found.id, word_similarity(text_key, found.name_key) as similarity
        from (
            select c.id, c.name_key
            from contact c
            -- no index is to be chosen for the tenant alone
            where c.tenant_id || '' = tenant
                and (first is null or name_words(c.tenant_id, c.name_key) && first)
                and (second is null or name_words(c.tenant_id, c.name_key) && second)
                and (third is null or name_words(c.tenant_id, c.name_key) && third)
                and (fourth is null or name_words(c.tenant_id, c.name_key) && fourth)
                and (of_status is null or c.status = of_status)
                and (of_type is null or c.type = of_type)
                and (of_source is null or c.source = of_source)
                and (since is null or c.updated_at >= since)
            limit most) as found
        order by 2 desc, 1;
end
$$;

revoke all on function similar_contacts from public;
grant execute on function similar_contacts to ${app};
alter function similar_contacts owner to ${functions};
revoke create on schema crm from ${functions};
