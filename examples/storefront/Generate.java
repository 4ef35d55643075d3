import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Writes the storefront's data files: {@code java Generate.java [FOLDER]} (default {@code data}). The same seed gives the
 * same bytes, so the output is committed and a change of this file shows as a change of the data.
 *
 * <p>The mistakes are those that shops' exports really have, at fixed rows; {@code README.md} lists them.
 */
public class Generate {
    static final long SEED = 61_172_026L;

    static final List<String> SHOPIFY_COLUMNS = List.of(
            "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published",
            "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value",
            "Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy",
            "Variant Fulfillment Service", "Variant Price", "Variant Compare At Price", "Variant Requires Shipping",
            "Variant Taxable", "Variant Barcode", "Image Src", "Image Position", "Image Alt Text", "Gift Card", "SEO Title",
            "SEO Description", "Google Shopping / Google Product Category", "Google Shopping / Gender",
            "Google Shopping / Age Group", "Google Shopping / MPN", "Google Shopping / Condition",
            "Google Shopping / Custom Product", "Variant Image", "Variant Weight Unit", "Variant Tax Code", "Cost per item",
            "Status");

    static final List<String> MAGENTO_COLUMNS = List.of(
            "sku", "store_view_code", "attribute_set_code", "product_type", "categories", "product_websites", "name",
            "description", "short_description", "weight", "product_online", "tax_class_name", "visibility", "price",
            "special_price", "special_price_from_date", "special_price_to_date", "url_key", "meta_title", "meta_keywords",
            "meta_description", "base_image", "base_image_label", "small_image", "small_image_label", "thumbnail_image",
            "thumbnail_image_label", "created_at", "updated_at", "new_from_date", "new_to_date",
            "display_product_options_in", "map_price", "msrp_price", "map_enabled", "gift_message_available",
            "custom_design", "custom_design_from", "custom_design_to", "custom_layout_update", "page_layout",
            "product_options_container", "msrp_display_actual_price_type", "country_of_manufacture",
            "additional_attributes", "qty", "out_of_stock_qty", "use_config_min_qty", "is_qty_decimal",
            "allow_backorders", "use_config_backorders", "min_cart_qty", "use_config_min_sale_qty", "max_cart_qty",
            "use_config_max_sale_qty", "is_in_stock", "notify_on_stock_below", "use_config_notify_stock_qty",
            "manage_stock", "use_config_manage_stock", "use_config_qty_increments", "qty_increments",
            "use_config_enable_qty_inc", "enable_qty_increments", "is_decimal_divided", "website_id", "related_skus",
            "crosssell_skus", "upsell_skus", "configurable_variations", "configurable_variation_labels",
            "additional_images", "additional_image_labels");

    /** A kind of thing the shop sells, with what its variants differ in. */
    record Kind(String word, String category, String option, List<String> values, int price, int grams, String code) {}

    static final List<String> SIZES = List.of("XS", "S", "M", "L", "XL");
    static final List<String> SHOES = List.of("38", "40", "42", "44");
    static final List<String> ONE = List.of("Default Title");

    static final List<Kind> CLOTHES = List.of(
            new Kind("Anorakk", "Jakker", "Size", SIZES, 1899, 640, "ANO"),
            new Kind("Ullgenser", "Gensere", "Size", SIZES, 1299, 520, "GEN"),
            new Kind("Fjellstøvel", "Sko", "Size", SHOES, 2199, 1350, "STO"),
            new Kind("Lue", "Tilbehør", "Color", List.of("Rød", "Blå", "Grønn"), 299, 90, "LUE"),
            new Kind("Turbukse", "Bukser", "Size", SIZES, 1099, 430, "BUK"),
            new Kind("Ryggsekk", "Sekker", "Size", List.of("28 L", "45 L"), 1599, 1100, "SEK"),
            new Kind("Termos", "Friluft", "Title", ONE, 349, 380, "TER"),
            new Kind("Kniv", "Friluft", "Title", ONE, 549, 160, "KNI"));

    static final List<Kind> HOME = List.of(
            new Kind("Chair", "Furniture/Chairs", "color", List.of("Oak", "Black", "Sage"), 1490, 5200, "CH"),
            new Kind("Lamp", "Lighting/Table Lamps", "color", List.of("Brass", "White"), 899, 1900, "LA"),
            new Kind("Throw", "Textiles/Throws & Blankets", "color", List.of("Grey", "Rust", "Moss", "Blå"), 699, 950, "TH"),
            new Kind("Mug", "Kitchen/Mugs", "color", List.of("White", "Blue"), 149, 320, "MU"),
            new Kind("Rug", "Textiles/Rugs", "size", List.of("80x150", "140x200", "200x300"), 2490, 7400, "RU"),
            new Kind("Shelf", "Furniture/Shelves", "size", List.of("60 cm", "90 cm"), 1190, 6100, "SH"));

    static final List<String> PLACES = List.of(
            "Hardanger", "Røros", "Lofoten", "Jæren", "Femund", "Rondane", "Senja", "Trysil", "Gjøvik", "Ålesund",
            "Voss", "Hovden", "Tromsø", "Østerdal", "Sørøya");
    static final List<String> BRANDS = List.of("Fjordhus", "Nordvik & Sønn", "Ødegård", "Tindra", "Müller Outdoor");
    static final List<String> MAKERS = List.of("Hjem & Ro", "Lindqvist", "Bjørk Design", "Ahlström", "Käthe Möbel");
    static final List<String> LOCATIONS = List.of("oslo", "bergen", "göteborg");

    final Random random = new Random(SEED);
    final List<String> skus = new ArrayList<>();
    final Map<String, Integer> prices = new LinkedHashMap<>();

    public static void main(String[] args) throws IOException {
        var folder = Path.of(args.length > 0 ? args[0] : "data");
        Files.createDirectories(folder.resolve("bad"));
        var shop = new Generate();
        write(folder, "shopify-products.csv", shop.shopify());
        write(folder, "magento-products.csv", shop.magento());
        write(folder, "stock.csv", shop.stock());
        write(folder, "orders.ndjson", shop.orders());
        write(folder, "categories.csv", categories());
        bad(folder.resolve("bad"));
    }

    // ---------------------------------------------------------------------------------------------- Shopify

    /** Products of the clothing shop: the first row of a product has its texts, the next rows are variants or further images. */
    String shopify() {
        var rows = new ArrayList<String>();
        rows.add(line(SHOPIFY_COLUMNS));
        var product = 0;
        for (var place : PLACES) {
            for (var kind : CLOTHES) {
                product++;
                var title = kind.word() + " " + place;
                var handle = handle(title);
                var price = kind.price() + 10 * random.nextInt(30) - 100;
                var first = true;
                var variants = kind.values().size() < 3 ? kind.values() : some(kind.values());
                for (var value : variants) {
                    var row = shopifyVariant(product, kind, handle, value, price);
                    if (first) shopifyTexts(row, product, kind, title, handle);
                    first = false;
                    mistakesOfShopify(rows.size(), row);
                    rows.add(rows.size() == 141 ? ragged(row, SHOPIFY_COLUMNS) : line(row, SHOPIFY_COLUMNS));
                    if (rows.size() == 60 || rows.size() == 240) rows.add(rows.get(rows.size() - 1)); // exported twice
                }
                if (product % 9 == 0) rows.add(line(shopifyImage(handle), SHOPIFY_COLUMNS));
            }
        }
        return String.join("\n", rows) + "\n";
    }

    Map<String, String> shopifyVariant(int product, Kind kind, String handle, String value, int price) {
        var row = new LinkedHashMap<String, String>();
        var sku = String.format(Locale.ROOT, "%s-%04d-%s", kind.code(), 1000 + product, code(value));
        skus.add(sku);
        prices.put(sku, price);
        row.put("Handle", handle);
        row.put("Option1 Value", value);
        row.put("Variant SKU", sku);
        row.put("Variant Grams", "" + kind.grams());
        row.put("Variant Inventory Tracker", "shopify");
        row.put("Variant Inventory Qty", "" + random.nextInt(60));
        row.put("Variant Inventory Policy", "deny");
        row.put("Variant Fulfillment Service", "manual");
        row.put("Variant Price", price + ".00");
        if (product % 5 == 0) row.put("Variant Compare At Price", price + 300 + ".00");
        row.put("Variant Requires Shipping", "true");
        row.put("Variant Taxable", "true");
        row.put("Variant Barcode", ean(7_040_000_000_00L + skus.size()));
        row.put("Variant Weight Unit", "g");
        row.put("Cost per item", price / 2 + ".50");
        return row;
    }

    void shopifyTexts(Map<String, String> row, int product, Kind kind, String title, String handle) {
        row.put("Title", title);
        row.put("Body (HTML)", "<p>" + title + " er laget for norsk vær, år etter år.</p>"
                + (product % 3 == 0 ? "\n<ul>\n  <li>Vekt: " + kind.grams() + " g</li>\n  <li>Vask på \"30 grader\"</li>\n</ul>" : ""));
        row.put("Vendor", BRANDS.get(product % BRANDS.size()));
        row.put("Type", kind.category());
        row.put("Tags", (product % 2 == 0 ? "vinter, " : "sommer, ") + "friluftsliv" + (product % 7 == 0 ? ", nyhet" : ""));
        row.put("Published", "true");
        row.put("Option1 Name", kind.option());
        row.put("Image Src", "https://images.fjordhus.example/" + handle + "-1.jpg");
        row.put("Image Position", "1");
        row.put("Image Alt Text", title);
        row.put("Gift Card", "false");
        row.put("SEO Title", title + " | Fjordhus");
        row.put("Google Shopping / Condition", "new");
        row.put("Status", product % 40 == 0 ? "draft" : "active");
    }

    static Map<String, String> shopifyImage(String handle) {
        return Map.of("Handle", handle, "Image Src", "https://images.fjordhus.example/" + handle + "-2.jpg", "Image Position", "2");
    }

    /** @param number the record's number, 1-based, header not counted */
    static void mistakesOfShopify(int number, Map<String, String> row) {
        switch (number) {
            case 17 -> row.put("Variant Price", "");
            case 42 -> row.put("Variant Price", "N/A");
            case 71 -> row.put("Variant Price", "0.00");
            case 98 -> row.put("Variant Price", "1 299,00"); // a decimal comma, from a Norwegian spreadsheet
            case 120 -> row.put("Variant Barcode", "7.04E+12"); // what a spreadsheet makes of 13 digits
            case 155 -> row.put("Variant SKU", "");
            case 177 -> {
                row.put("Handle", "");
                row.put("Title", "");
            }
            case 201 -> row.put("Variant Grams", "ca. 500");
            case 8, 90 -> {
                row.put("Variant SKU", row.get("Variant SKU") + "  ");
                row.computeIfPresent("Title", (column, title) -> " " + title + " ");
            }
            case 28, 109 -> row.computeIfPresent("Title", (column, title) -> title + " &amp; gave&shy;eske");
            default -> {}
        }
    }

    // ---------------------------------------------------------------------------------------------- Magento

    /** Products of the furniture shop: simple products, and after their variants the configurable one that joins them. */
    String magento() {
        var rows = new ArrayList<String>();
        rows.add(line(MAGENTO_COLUMNS));
        var product = 0;
        for (var place : PLACES.subList(0, 11)) {
            for (var kind : HOME) {
                product++;
                var model = String.format(Locale.ROOT, "%s%02d", kind.code(), 10 + product);
                var name = place + " " + kind.word();
                var price = kind.price() + 10 * random.nextInt(20);
                var variants = new ArrayList<String>();
                for (var value : kind.values()) {
                    var sku = model + "-" + code(value);
                    skus.add(sku);
                    prices.put(sku, price);
                    var row = magentoRow(product, kind, sku, name + "-" + value, price);
                    row.put("additional_attributes", "brand=" + MAKERS.get(product % MAKERS.size()) + ",currency="
                            + (product % 6 == 0 ? "SEK" : "NOK") + ",has_options=0," + kind.option() + "=" + value
                            + (product % 4 == 0 ? ",material=oiled oak" : "") + ",required_options=0");
                    variants.add("sku=" + sku + "," + kind.option() + "=" + value);
                    mistakesOfMagento(rows.size(), row);
                    rows.add(line(row, MAGENTO_COLUMNS) + (rows.size() == 133 ? ",,moved a column" : ""));
                    if (rows.size() == 77) rows.add(rows.get(rows.size() - 1)); // exported twice
                }
                if (product % 4 == 0) rows.add(line(configurable(product, kind, model, name, variants), MAGENTO_COLUMNS));
            }
        }
        return String.join("\n", rows) + "\n";
    }

    Map<String, String> magentoRow(int product, Kind kind, String sku, String name, int price) {
        var row = new LinkedHashMap<String, String>();
        row.put("sku", sku);
        row.put("attribute_set_code", kind.category().replaceAll("/.*", ""));
        row.put("product_type", "simple");
        row.put("categories", "Default Category/Home/" + kind.category() + ",Default Category/Home"
                + (product % 5 == 0 ? ",Default Category/Sale" : ""));
        row.put("product_websites", "base");
        row.put("name", name);
        row.put("description", "<p>The " + name.replaceAll("-.*", "") + " brings calm to any room. Each piece is finished by hand, "
                + "so no two are quite alike.</p>\n<p>&bull; Made in Scandinavia.<br />&bull; Ships in " + (2 + product % 5)
                + " days.<br />\n&bull; \"Designed to be handed down\".</p>");
        row.put("short_description", product % 3 == 0 ? "Made by hand &ndash; in small batches" : "");
        row.put("weight", String.format(Locale.ROOT, "%.2f", kind.grams() / 1000.0));
        row.put("product_online", product % 31 == 0 ? "2" : "1");
        row.put("tax_class_name", "Taxable Goods");
        row.put("visibility", "Not Visible Individually");
        row.put("price", price + ".000000");
        if (product % 5 == 0) row.put("special_price", price * 8 / 10 + ".000000");
        row.put("url_key", handle(name));
        row.put("base_image", "/" + sku.substring(0, 1).toLowerCase(Locale.ROOT) + "/" + sku.toLowerCase(Locale.ROOT) + "_main.jpg");
        row.put("small_image", row.get("base_image"));
        row.put("thumbnail_image", row.get("base_image"));
        row.put("created_at", "10/" + (1 + product % 28) + "/25, 9:12 AM");
        row.put("updated_at", "11/" + (1 + product % 28) + "/25, 4:40 PM");
        row.put("display_product_options_in", "Block after Info Column");
        row.put("country_of_manufacture", product % 2 == 0 ? "Norway" : "Sweden");
        row.put("qty", random.nextInt(80) + ".0000");
        for (var zero : List.of("out_of_stock_qty", "is_qty_decimal", "allow_backorders", "enable_qty_increments", "is_decimal_divided")) row.put(zero, "0");
        for (var one : List.of("use_config_min_qty", "use_config_backorders", "min_cart_qty", "use_config_min_sale_qty", "use_config_max_sale_qty", "is_in_stock",
                "use_config_notify_stock_qty", "manage_stock", "use_config_manage_stock", "use_config_qty_increments", "qty_increments", "use_config_enable_qty_inc", "website_id")) row.put(one, "1");
        row.put("max_cart_qty", "10000");
        row.put("additional_images", row.get("base_image").replace("_main", "_alt1") + "," + row.get("base_image").replace("_main", "_back"));
        return row;
    }

    Map<String, String> configurable(int product, Kind kind, String model, String name, List<String> variants) {
        var row = magentoRow(product, kind, model, name, 0);
        row.put("product_type", "configurable");
        row.put("visibility", "Catalog, Search");
        row.put("price", "");
        row.put("additional_attributes", "has_options=1,required_options=1");
        row.put("configurable_variations", String.join("|", variants));
        row.put("configurable_variation_labels", kind.option() + "=" + kind.option());
        return row;
    }

    /** @param number the record's number, 1-based, header not counted */
    static void mistakesOfMagento(int number, Map<String, String> row) {
        switch (number) {
            case 17 -> row.put("price", "");
            case 36 -> row.put("price", "N/A");
            case 59 -> row.put("price", "-1.000000");
            case 84 -> row.put("additional_attributes", row.get("additional_attributes").replaceAll("currency=...", "currency=KR"));
            case 104 -> row.put("name", "  ");
            case 150 -> row.put("weight", "1,5 kg");
            case 162 -> row.put("sku", row.get("sku").toLowerCase(Locale.ROOT).replace('-', ' '));
            case 9, 91 -> row.put("sku", row.get("sku") + " ");
            case 48 -> row.put("name", row.get("name") + " &amp; cushion");
            default -> {}
        }
    }

    // ------------------------------------------------------------------------------- stock, orders, categories

    /** As a warehouse system on Windows writes it: byte order mark, CRLF. */
    String stock() {
        var rows = new ArrayList<String>();
        rows.add("sku,location,quantity,reserved,counted_at");
        var day = LocalDate.of(2025, 11, 3);
        for (var sku : skus) {
            for (var location : LOCATIONS) {
                if (random.nextInt(3) == 0) continue;
                var quantity = random.nextInt(10) == 0 ? 0 : random.nextInt(120);
                var row = String.join(",", sku, location, "" + quantity, "" + Math.min(quantity, random.nextInt(6)), "" + day.plusDays(random.nextInt(14)));
                if (rows.size() == 33 || rows.size() == 210) row = row.replaceFirst("," + quantity + ",", ",-" + (1 + quantity) + ",");
                if (rows.size() == 97) row = row.replaceFirst("," + quantity + ",", ",?,");
                if (rows.size() == 300) row = row.replace("," + location + ",", ",,");
                rows.add(row);
            }
        }
        return "\uFEFF" + String.join("\r\n", rows) + "\r\n";
    }

    String orders() {
        var first = List.of("Åse", "Jürgen", "Bjørn", "Ingrid", "Zoë", "Kåre", "Märta", "Olav", "Siân", "Tuva");
        var last = List.of("Hansen", "Müller", "Østby", "Lindström", "Næss", "Åberg", "Berg");
        var text = new StringBuilder();
        for (var number = 1; number <= 80; number++) {
            var given = first.get(random.nextInt(first.size()));
            var family = last.get(random.nextInt(last.size()));
            var lines = new ArrayList<String>();
            var cents = 0L;
            for (var i = 0; i < 1 + random.nextInt(4); i++) {
                var sku = skus.get(random.nextInt(skus.size()));
                var quantity = 1 + random.nextInt(3);
                cents += 100L * prices.get(sku) * quantity;
                lines.add("{\"sku\":\"" + sku + "\",\"quantity\":" + (number == 44 ? 0 : quantity) + ",\"price\":\"" + prices.get(sku) + ".00\"}");
            }
            if (number == 61) lines.clear();
            var email = number == 23 ? "not given" : ascii(given + "." + family).toLowerCase(Locale.ROOT) + "@example.com";
            text.append(String.format(Locale.ROOT,
                    "{\"order\":\"SF-%05d\",\"placed\":\"%sT%02d:%02d:00Z\",\"status\":\"%s\",\"customer\":{\"name\":\"%s %s\",\"email\":\"%s\"},\"currency\":\"NOK\",\"total\":\"%d.%02d\",\"lines\":[%s]}\n",
                    10_000 + number, LocalDate.of(2025, 11, 1).plusDays(number / 6), random.nextInt(24), random.nextInt(60),
                    List.of("Paid", "Shipped", "PAID", "cancelled").get(random.nextInt(4)), given, family, email, cents / 100, cents % 100,
                    String.join(",", lines)));
        }
        return text.toString();
    }

    static String categories() {
        var text = new StringBuilder("key,parent,name.nb,name.en,order_hint\n");
        var rows = List.of(
                "klaer,,Klær,Clothing,1", "jakker,klaer,Jakker,Jackets,1", "gensere,klaer,Gensere,Sweaters,2", "bukser,klaer,Bukser,Trousers,3",
                "sko,klaer,Sko,Shoes,4", "tilbehoer,klaer,Tilbehør,Accessories,5", "tur,,På tur,Outdoors,2", "sekker,tur,Sekker,Backpacks,1",
                "friluft,tur,Friluft,Outdoor gear,2", "hjem,,Hjem,Home,3", "furniture,hjem,Møbler,Furniture,1", "chairs,furniture,Stoler,Chairs,1",
                "shelves,furniture,Hyller,Shelves,2", "lighting,hjem,Belysning,Lighting,2", "table-lamps,lighting,Bordlamper,Table Lamps,1",
                "textiles,hjem,Tekstiler,Textiles,3", "throws,textiles,\"Pledd, tepper\",Throws & Blankets,1", "rugs,textiles,Gulvtepper,Rugs,2",
                "kitchen,hjem,Kjøkken,Kitchen,4", "mugs,kitchen,Kopper,Mugs,1", "salg,,Salg,Sale,99", ",hjem,Uten nøkkel,No key,5",
                "nyheter,,Nyheter,New,første");
        for (var row : rows) text.append(row).append('\n');
        return text.toString();
    }

    // ---------------------------------------------------------------------------------------------- bad files

    static void bad(Path folder) throws IOException {
        var header = "Handle,Title,Variant SKU,Variant Price";
        write(folder, "empty.csv", "");
        write(folder, "header-only.csv", header + "\n");
        write(folder, "wrong-delimiter.csv", header.replace(',', ';') + "\nkopp;Kopp;BAD-1;99.00\nfat;Fat;BAD-2;129.00\n");
        write(folder, "duplicate-header.csv", header + ",Title\nkopp,Kopp,BAD-1,99.00,Mug\n");
        write(folder, "unclosed-quote.csv", header + "\nkopp,\"Kopp,BAD-1,99.00\nfat,Fat,BAD-2,129.00\n");
        Files.write(folder.resolve("utf16.csv"), ("\uFEFF" + header + "\nkopp,Kopp på fot,UTF16-1,99.00\n").getBytes(StandardCharsets.UTF_16LE));
        var bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'});
        var noise = new byte[600];
        new Random(SEED).nextBytes(noise);
        bytes.write(noise);
        Files.write(folder.resolve("not-a-csv.csv"), bytes.toByteArray());
    }

    // ---------------------------------------------------------------------------------------------- small parts

    List<String> some(List<String> values) {
        var from = random.nextInt(2);
        return values.subList(from, Math.max(from + 2, values.size() - random.nextInt(3)));
    }

    static String line(Map<String, String> row, List<String> columns) {
        return line(columns.stream().map(column -> row.getOrDefault(column, "")).toList());
    }

    static String line(List<String> cells) {
        return String.join(",", cells.stream()
                .map(cell -> cell.matches("(?s).*[\",\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
                .toList());
    }

    /** A row whose last cells are missing. */
    static String ragged(Map<String, String> row, List<String> columns) {
        return line(row, columns.subList(0, columns.indexOf("Variant Barcode")));
    }

    static String handle(String text) {
        return ascii(text).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    static String code(String value) {
        return value.equals("Default Title") ? "STD" : ascii(value).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "");
    }

    static String ascii(String text) {
        return text.replace("ø", "o").replace("Ø", "O").replace("å", "a").replace("Å", "A").replace("æ", "ae").replace("ä", "a").replace("ö", "o")
                .replace("ü", "u").replace("ë", "e").replace("â", "a");
    }

    /** 13 digits with the check digit of GS1. @param stem the first 12 */
    static String ean(long stem) {
        var digits = String.format(Locale.ROOT, "%012d", stem);
        var sum = 0;
        for (var i = 0; i < 12; i++) sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        return digits + (10 - sum % 10) % 10;
    }

    static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
