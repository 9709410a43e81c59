use super::*;

fn small() -> Config {
    Config { vocabulary: 11, context: 9, width: 12, heads: 3, hidden: 20, ..Config::default() }
}

#[test]
fn the_same_seed_draws_the_same_parameters() {
    let (a, b, c) = (small().random(1), small().random(1), small().random(2));
    assert!(a.iter().eq(b.iter()));
    assert!(!a.iter().eq(c.iter()));
    assert_eq!(a.count(), small().parameters().iter().map(|(_, (r, c))| r * c).sum::<usize>());
}

#[test]
fn a_configuration_that_makes_no_model_says_why() {
    assert_eq!(small().check(), Ok(()));
    let heads = Config { heads: 5, ..small() };
    assert_eq!(heads.check(), Err(ConfigError::Heads { heads: 5, width: 12, nearest: 4 }));
    assert_eq!(Config { layers: 0, ..small() }.check(), Err(ConfigError::Zero("layers")));
    assert!(Config { dropout: 1.0, ..small() }.check().is_err());
    assert!(Config { epsilon: f32::NAN, ..small() }.check().is_err());
    let layers = Config { layers: usize::MAX, ..small() };
    assert!(matches!(layers.check(), Err(ConfigError::TooLarge { name: "layers", .. })));
    assert!(matches!(Config { segment: 10, ..small() }.check(), Err(ConfigError::Conflict { field: "segment", .. })));
    let wide = Config { width: 3 << 20, ..small() };
    assert!(matches!(wide.check(), Err(ConfigError::TooManyParameters(_))));
}

#[test]
fn a_configuration_reads_back_from_json() {
    let text = serde_json::to_string(&small()).unwrap();
    assert_eq!(serde_json::from_str::<Config>(&text).unwrap(), small());
    // A file from before there were pairs continues texts.
    let old = text.replace(",\"pairs\":false", "");
    assert_ne!(old, text);
    assert_eq!(serde_json::from_str::<Config>(&old).unwrap(), small());
}
