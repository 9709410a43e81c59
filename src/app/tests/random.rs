use proptest::prelude::*;

use super::any::any_command;
use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn undo_goes_all_the_way_back_and_redo_to_the_same_plan(commands in prop::collection::vec(any_command(), 0..60)) {
        let mut viewer = Viewer::new();
        let first = viewer.stage.plan.clone();
        for command in commands {
            viewer.run(command);
        }
        let last = viewer.stage.plan.clone();
        let mut depth = 0;
        while viewer.stage.history.can_undo() {
            viewer.run(Command::Undo);
            depth += 1;
        }
        prop_assert!(viewer.stage.plan.records_same(&first));
        prop_assert!(viewer.stage.pass.plan.records_same(&first));
        for _ in 0..depth {
            viewer.run(Command::Redo);
        }
        prop_assert!(viewer.stage.plan.records_same(&last));
        prop_assert!(viewer.stage.pass.plan.records_same(&last));
    }

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
            let mut panes = viewer.desk.panes.panes();
            prop_assert!(panes.contains(&viewer.desk.focus), "{}", said);
            panes.sort_unstable();
            prop_assert!(panes.windows(2).all(|pair| pair[0] != pair[1]), "{}", said);
        }
    }
}
