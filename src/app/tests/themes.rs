//! Themes as files.

use std::sync::Arc;

use super::*;
use crate::app::theme::{Colours, Ground, Ink, NAMES, Scale};

fn wrong(file: &str) -> String {
    let flaws = Colours::read(file).expect_err(file);
    assert_eq!(flaws.len(), 1, "{file}: {flaws:?}");
    flaws[0].to_string()
}

#[test]
fn the_themes_of_the_program_are_themes() {
    let themes = Themes::default();
    assert_eq!(themes.names().map(ToString::to_string).collect::<Vec<_>>(), NAMES);
    for (i, name) in themes.names().enumerate() {
        for other in themes.names().take(i) {
            assert_ne!(themes.get(name), themes.get(other), "{name} and {other} look alike");
        }
    }
    let dark = Colours::default();
    assert_eq!((dark.ground, dark.weights), (Ground::Dark, Scale::Inferno));
    assert_eq!(dark.inks.get(Ink::Accent), [255, 183, 77]);
}

#[test]
fn a_theme_says_what_is_different_from_its_base() {
    let light = Themes::default().get(&"light".into()).clone();
    let own =
        Colours::read("base = \"light\"\n[inks]\naccent = \"#0a0B0c\"\n[values]\nweights = \"cividis\"\n").unwrap();
    assert_eq!(own.inks.get(Ink::Accent), [10, 11, 12]);
    assert_eq!(own.weights, Scale::Cividis);
    assert_eq!((own.ground, own.page, own.negative), (light.ground, light.page, light.negative));
    assert_eq!(own.inks.get(Ink::Quiet), light.inks.get(Ink::Quiet));
    assert_eq!(Colours::read("page = \"terminal\"").unwrap(), Colours::default(), "without a base it is dark's");
    for scale in Scale::ALL {
        let file = format!("[values]\nweights = \"{}\"", scale.name());
        assert_eq!(Colours::read(&file).unwrap().weights, scale);
    }
}

#[test]
fn what_is_wrong_with_a_theme_is_said_with_its_line() {
    for (file, said) in [
        ("base = \"drak\"", "line 1: `base` cannot be `drak`; the nearest: dark"),
        ("\nground = \"grey\"", "line 2: `ground` cannot be `grey`"),
        ("[inks]\naccent = \"red\"", "line 2: `red` is no colour: colours are written like #ffb74d"),
        ("[inks]\naccent = \"#12345\"", "line 2: `#12345` is no colour"),
        ("[inks]\naccent = \"#+12345\"", "line 2: `#+12345` is no colour"),
        ("[inks]\nacent = \"#123456\"", "line 2: nothing is called `acent` here; the nearest: accent"),
        ("[ink]\naccent = \"#123456\"", "line 2: nothing is called `ink` here; the nearest: inks"),
        ("[values]\nweights = \"infreno\"", "line 2: `weights` cannot be `infreno`; the nearest: inferno"),
        ("[values]\nnegative = []", "line 2: `negative` takes at least 1 colours"),
        ("[values]\nnegative = [\"#123456\"]", "line 2: `negative` and `positive` must have equally many"),
        ("page = [\"#123456\"]", "line 1: `page` takes at least 2 colours"),
        ("[sixteen]\naccent = \"orange\"", "line 2: `orange` is none of a terminal's sixteen colours"),
        ("[sixteen]\nweights = [\"black\"]", "line 2: `weights` takes at least 2 colours"),
        ("base = \"dark\"\nbase = \"light\"", "line 2: `base` stands on line 1 already"),
    ] {
        assert!(wrong(file).contains(said), "{file}: {}", wrong(file));
    }
}

#[test]
fn a_theme_is_chosen_by_name_and_a_broken_one_says_why() {
    let mut themes = Themes::default();
    themes.add("mine", "themes/mine.toml", "base = \"light\"").expect("a theme");
    let notice = themes.add("sad", "themes/sad.toml", "\nbase = \"lihgt\"").expect_err("is broken");
    assert!(notice.to_string().starts_with("themes/sad.toml:2: `base` cannot be `lihgt`; the nearest: light"));
    let mut viewer = Viewer::new();
    viewer.desk.themes = Arc::new(themes);
    assert_eq!(viewer.does("theme mine"), "");
    assert_eq!(viewer.desk.colours().ground, Ground::Light);
    assert_eq!(viewer.does("theme sad"), notice.to_string());
    assert_eq!(viewer.desk.theme, "mine".into(), "what was there stays");
    viewer.does("palette \"theme mi\"");
    let Mode::Palette(palette) = &viewer.desk.mode else { panic!("the palette is open") };
    assert_eq!(palette.matches[0].line, "theme mine");
    viewer.keys("esc");
    viewer.does("theme");
    assert_eq!(viewer.desk.theme, ThemeName::default(), "after the last comes the first");
    assert!(viewer.does("theme \"no such\"").contains("there is no theme `no such`"));
}
