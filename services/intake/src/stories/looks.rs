//! What pages weigh and carry.

use super::house::House;

#[tokio::test]
async fn every_page_is_light_even_with_its_style_sheet() {
    let house = House::open().await;
    let css = house.get("/static/portrea.css").await.body.len();
    for page in [
        "",
        "/place",
        "/contact",
        "/hours",
        "/offer",
        "/publics",
        "/access",
        "/offer/nouveau",
    ] {
        let weight = house.get(&house.at(page)).await.body.len() + css;
        assert!(weight < 50_000, "{page}: {weight} bytes");
    }
}

#[tokio::test]
async fn every_field_has_a_label_and_what_helps_to_fill_it_in() {
    let house = House::open().await;
    let contact = house.get(&house.at("/contact")).await.body;
    for part in [
        "<label for=\"contact-phone\">",
        "type=\"tel\"",
        "autocomplete=\"tel\"",
        "type=\"email\"",
        "type=\"url\"",
    ] {
        assert!(contact.contains(part), "{part}");
    }
    let place = house.get(&house.at("/place")).await.body;
    assert!(place.contains("inputmode=\"numeric\" autocomplete=\"postal-code\""));
    assert!(place.contains("<legend>"));
    let hours = house.get(&house.at("/hours")).await.body;
    assert_eq!(hours.matches("type=\"time\"").count(), 2 * 28);
    assert!(hours.contains("aria-label=\"Lundi, ouverture\""));
    assert!(hours.contains("name=\"hours.opening.mo_0_from\" value=\"09:00\""));
}

#[tokio::test]
async fn personal_pages_stay_out_of_search_engines_and_give_a_way_to_the_chat() {
    let house = House::open().await;
    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("noindex"));
    assert!(page.contains("action=\"/chat/relier\""));
    let token = format!("name=\"token\" value=\"{}\"", house.token());
    assert!(page.contains(&token));
}
