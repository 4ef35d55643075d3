{
  sku: (.sku | gsub("^ +| +$"; "")),
  name: (.name | gsub("^ +| +$"; "")),
  brand: (.brand | ascii_upcase),
  slug: (.name | split(" ") | join("-") | ascii_downcase),
  ean: (("0" * ([0, 14 - (.ean | length)] | max) // "") + .ean),
  title: (.brand + " " + .name),
  categories: (.categories | split(">")),
  day: .updated[0:10],
  price: (.price | tonumber),
  cost: (.cost | tonumber),
  margin: ((((.price | tonumber) - (.cost | tonumber)) * 100 | round) / 100),
  stock: (.stock | tonumber),
  weight: (.weight | tonumber),
  level: ((.stock | tonumber) as $n | if $n == 0 then "out" elif $n < 10 then "low" else "good" end),
  description: .description
}
