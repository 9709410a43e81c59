use super::*;
use crate::app::theme::{Ground, Themes};
use crate::ui::colour::luminance;

const DEPTHS: [ColourDepth; 4] = [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::Indexed256, ColourDepth::True];

/// Every theme of the program at a depth.
fn themes(colour: ColourDepth) -> Vec<(String, Ground, Theme)> {
    let all = Themes::default();
    let capability = Capability { colour, ..Capability::FULL };
    let theme = |name| (format!("{name} {colour:?}"), all.get(name).ground, Theme::new(all.get(name), &capability));
    all.names().map(theme).collect()
}

#[test]
fn what_is_selected_stands_out_at_every_depth() {
    for (name, _, theme) in DEPTHS.into_iter().flat_map(themes) {
        assert_ne!(theme.style(Role::Selected), theme.style(Role::Text), "{name}");
        assert_ne!(theme.style(Role::TitleFocus), theme.style(Role::Title), "{name}");
        assert_ne!(theme.style(Role::SelectedQuiet), theme.style(Role::Selected), "{name}");
        let colours = [Role::Text, Role::Quiet, Role::FrameFocus].map(|role| theme.style(role).bg);
        assert_eq!(colours, [None; 3], "{name}: chrome keeps the ground");
    }
}

#[test]
fn no_colour_means_none() {
    for (name, _, theme) in themes(ColourDepth::None) {
        for role in [Role::Accent, Role::Selected, Role::Warning, Role::First, Role::Bar] {
            assert!(matches!(theme.colour(role), Color::Reset), "{name} {role:?}");
        }
        assert_eq!(theme.page(), None, "{name}");
    }
}

/// Contrast as WCAG 2.2 defines it: 1 to 21.
fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn text_can_be_read_on_its_ground() {
    for (name, ground, theme) in [ColourDepth::True, ColourDepth::Indexed256].into_iter().flat_map(themes) {
        // Where the terminal's own colours stay, they are taken for a usual pair.
        let (ink, paper) = match (theme.page(), ground) {
            (Some((ink, paper)), _) => (rgb(ink).expect("a colour"), rgb(paper).expect("a colour")),
            (None, Ground::Dark) => ([204; 3], [24; 3]),
            (None, Ground::Light) => ([40; 3], [250; 3]),
        };
        let ratio = |role: Role| {
            let style = theme.style(role);
            let [fg, bg] = [(style.fg, ink), (style.bg, paper)].map(|(own, page)| own.and_then(rgb).unwrap_or(page));
            contrast(fg, bg)
        };
        for role in [Role::Text, Role::Strong, Role::Title, Role::Bar, Role::Selected, Role::Piece, Role::PieceJoined] {
            assert!(ratio(role) >= 4.5, "{name} {role:?}: {}", ratio(role));
        }
        let marks = [Role::Accent, Role::Key, Role::Warning, Role::Good, Role::Done, Role::TitleFocus];
        for role in [Role::Quiet, Role::BarQuiet, Role::SelectedQuiet].into_iter().chain(marks) {
            assert!(ratio(role) >= 3.0, "{name} {role:?}: {}", ratio(role));
        }
    }
}

#[test]
fn high_contrast_is_higher() {
    let all = Themes::default();
    let quiet = |name: &str| {
        let theme = Theme::new(all.get(&name.into()), &Capability::FULL);
        contrast(theme.style(Role::Quiet).fg.and_then(rgb).expect("a colour"), [0; 3])
    };
    assert!(quiet("contrast") >= 7.0 && quiet("contrast") > quiet("dark"));
}

/// A colour as somebody without red (protanopia) or green cones (deuteranopia) sees it: Machado, Oliveira and Fernandes
/// 2009, severity 1, on linear red, green and blue. The result is linear, too.
fn seen(colour: Rgb, eyes: Eyes) -> [f32; 3] {
    let linear = colour.map(|channel| {
        let mut only = [0; 3];
        only[1] = channel;
        luminance(only) / 0.7152
    });
    eyes.map(|row| (row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2]).clamp(0.0, 1.0))
}

type Eyes = [[f32; 3]; 3];
const USUAL: Eyes = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
const PROTANOPIA: Eyes =
    [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]];
const DEUTERANOPIA: Eyes =
    [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];

/// How different two linear colours look: the distance in Oklab (Ottosson 2020), in hundredths.
fn difference(one: [f32; 3], other: [f32; 3]) -> f32 {
    let lab = |[r, g, b]: [f32; 3]| {
        let l = (0.412_221_47 * r + 0.536_332_54 * g + 0.051_445_993 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_84 * g + 0.629_978_7 * b).cbrt();
        [
            0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        ]
    };
    let (one, other) = (lab(one), lab(other));
    100.0 * one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
}

#[test]
fn the_marks_of_the_colour_blind_theme_are_told_apart_by_every_eye() {
    let all = Themes::default();
    let theme = Theme::new(all.get(&"colour-blind".into()), &Capability::FULL);
    for eyes in [USUAL, PROTANOPIA, DEUTERANOPIA] {
        for group in [[Role::Accent, Role::Good, Role::Warning], [Role::First, Role::Second, Role::Third]] {
            let look = group.map(|role| seen(rgb(theme.colour(role)).expect("a colour"), eyes));
            for (one, other) in [(0, 1), (0, 2), (1, 2)] {
                let apart = difference(look[one], look[other]);
                assert!(apart > 12.0, "{:?} and {:?}: {apart}", group[one], group[other]);
            }
        }
    }
}

#[test]
fn signs_are_told_apart_by_every_eye() {
    for (name, _, theme) in [ColourDepth::True, ColourDepth::Indexed256].into_iter().flat_map(themes) {
        for share in [0.25, 0.5, 0.75, 1.0] {
            for eyes in [USUAL, PROTANOPIA, DEUTERANOPIA] {
                let look = |share| seen(rgb(theme.signed(share).colour).expect("a colour"), eyes);
                let apart = difference(look(share), look(-share));
                assert!(apart > 10.0, "{name} {share}: {apart}");
            }
        }
    }
}
