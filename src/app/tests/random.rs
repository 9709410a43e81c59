use proptest::prelude::*;

use super::commands::any_command;
use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_sequence_of_commands_breaks_anything(commands in prop::collection::vec(any_command(), 0..80)) {
        let mut viewer = Viewer::new();
        for command in commands {
            let said = command.to_string();
            viewer.run(command);
            let stage = &viewer.stage;
            prop_assert!(!stage.is_recording());
            prop_assert!(stage.plan.records_same(&stage.pass.plan), "{}", said);
            prop_assert!(stage.at() < stage.pass.steps.len());
            let (place, shown) = (stage.place(), stage.shown().expect("something is shown"));
            prop_assert!(place.row < shown.rows.length && place.column < shown.columns.length, "{}", said);
            prop_assert!(shown.arithmetic(place.row, place.column).is_some());
            prop_assert!(stage.plan.to_string().parse::<Plan>().is_ok_and(|plan| plan == stage.plan), "{}", said);
            prop_assert_eq!(viewer.desk.panes.panes().len(), PaneId::ALL.len());
        }
    }
}
