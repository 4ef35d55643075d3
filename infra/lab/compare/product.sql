COPY (
  SELECT
    trim(sku) AS sku,
    trim(name) AS name,
    upper(brand) AS brand,
    lower(replace(name, ' ', '-')) AS slug,
    lpad(ean, 14, '0') AS ean,
    brand || ' ' || name AS title,
    string_split(categories, '>') AS categories,
    substring(updated, 1, 10) AS day,
    CAST(price AS DOUBLE) AS price,
    CAST(cost AS DOUBLE) AS cost,
    round(CAST(price AS DOUBLE) - CAST(cost AS DOUBLE), 2) AS margin,
    CAST(stock AS BIGINT) AS stock,
    CAST(weight AS BIGINT) AS weight,
    CASE WHEN CAST(stock AS BIGINT) = 0 THEN 'out' WHEN CAST(stock AS BIGINT) < 10 THEN 'low' ELSE 'good' END AS level,
    description
  FROM read_csv('$IN', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')
) TO '$OUT' (FORMAT json)
