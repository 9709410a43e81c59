use super::*;
use crate::app::Plan;
use crate::tape::Kernel;

#[test]
fn a_closer_look_arrives_with_its_layers() {
    let (events, arrived) = channel::<Done>();
    let mut recorder = Recorder::new(Kernel::default());
    let stage = Stage::new(recorder.record(&Plan::default()).expect("records"));
    let worker = Worker::start(recorder, events).expect("a thread");
    let layers = BTreeSet::from([(Stack::Decoder, 1)]);
    worker.look(3, layers.clone(), &stage);
    let Ok(Done::Looked(looked)) = arrived.recv() else { panic!("a look was asked for") };
    assert_eq!((looked.generation, looked.layers), (3, layers));
    assert!(looked.pass.holds(Stack::Decoder, 1));
}

#[test]
fn a_large_value_is_surveyed_beside_the_screen() {
    let (events, arrived) = channel::<Done>();
    let stage = crate::app::survey::tests::long();
    let desk = crate::app::Desk::default();
    let of = SurveyOf::of_pane(&stage, &desk, desk.focus).expect("the focus is on a map");
    let worker = Worker::start(Recorder::new(Kernel::default()), events).expect("a thread");
    worker.survey(&[of], &stage);
    let Ok(Done::Surveyed(Ok(survey))) = arrived.recv() else { panic!("a survey was asked for") };
    assert!(survey.of == of && survey.end > 0.0);
}

#[test]
fn what_differs_arrives_with_its_generation() {
    let (events, arrived) = channel::<Done>();
    let mut recorder = Recorder::new(Kernel::default());
    let mut stage = Stage::new(recorder.record(&Plan::default()).expect("records"));
    let before = recorder.record(&Plan { text: "another text".to_owned(), ..Plan::default() }).expect("records");
    stage.before = Some(Arc::new(before));
    let worker = Worker::start(recorder, events).expect("a thread");
    worker.differ(5, &stage);
    let Ok(Done::Differed(5, Ok(_))) = arrived.recv() else { panic!("a difference was asked for") };
}

#[test]
fn what_cannot_be_recorded_is_a_notice_with_its_generation() {
    let (events, arrived) = channel::<Done>();
    let worker = Worker::start(Recorder::new(Kernel::default()), events).expect("a thread");
    worker.record(7, Box::new(Plan { model: "no such model".into(), ..Plan::default() }));
    let Ok(Done::Recorded(recorded)) = arrived.recv() else { panic!("no answer") };
    assert_eq!(recorded.generation, 7);
    assert!(recorded.result.is_err_and(|notice| notice.to_string().contains("no such model")));
}

#[test]
fn the_thread_ends_with_the_worker() {
    let (events, arrived) = channel::<Done>();
    drop(Worker::start(Recorder::new(Kernel::default()), events).expect("a thread"));
    assert!(arrived.recv().is_err());
}
