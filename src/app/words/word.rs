//! Everything that the screen says, by name.

use super::{Language, chinese, english};

macro_rules! words {
    ($($word:ident,)*) => {
        /// One thing that the screen says.
        #[allow(missing_docs, reason = "what a word means is what the languages say it is")]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Word { $($word),* }

        impl Word {
            /// Every word.
            pub const ALL: &[Word] = &[$(Word::$word),*];
        }
    };
}

words! {
    // what commands do
    DocNext, DocBack, DocFirst, DocLast, DocGo, DocGrain, DocPlay, DocHead, DocLayer, DocStrongest, DocCell,
    DocCursor, DocMove, DocText, DocModel, DocScale, DocMask, DocResidual, DocNorm, DocScore, DocPosition,
    DocProjections, DocMixing, DocHeads, DocLayers, DocPad, DocDropout, DocPadding, DocMaskValue, DocMaskHow, DocHalf,
    DocSegment, DocMemory, DocSeed, DocTarget, DocHeadOff, DocHeadOn, DocHeadToggle, DocTemperature, DocPatch,
    DocUnpatch, DocPoke, DocHide, DocSubLayerToggle, DocToken, DocCompare, DocPokes, DocGradient, DocTrain,
    DocTrainRun, DocTrainStep, DocTrainRewind, DocTrainStop, DocTrainSave, DocReset, DocUndo, DocRedo, DocRevisit,
    DocFocus, DocZoom, DocResize, DocBorder, DocGrab, DocRelease, DocScroll, DocPaneSplit, DocPaneClose, DocPaneSwap,
    DocPaneMove, DocPaneShow, DocPin, DocUnpin, DocSide, DocPaneSide, DocMagnify, DocPool, DocNormalise, DocSink,
    DocLarge, DocFlowThreshold, DocFlowHeads, DocFlowQueries, DocScoresShow, DocLayout, DocLayoutSave, DocPanes,
    DocHistory, DocShare, DocEdit, DocPalette, DocHelp, DocClose, DocTheme, DocLanguage, DocMouse, DocHint,
    DocSuspend, DocQuit, DocKey, DocType, DocWait,
    // what keys do, in the key line
    KeyNext, KeyBack, KeyGrain, KeyPlay, KeyCell, KeyLayer, KeyHead, KeyEdit, KeyHeadToggle, KeyScale, KeyMask,
    KeyResidual, KeyNorm, KeyTemperature, KeyUndo, KeyRedo, KeyPane, KeyZoom, KeyResize, KeyCommand, KeyHelp, KeyQuit,
    KeyApply, KeyCancel, KeyComplete, KeyChoose, KeyTrainRun, KeyTrainStep, KeyTrainBack, KeyDifference, KeyStrongest,
    KeyHide, KeyPoke, KeyToken, KeyThreshold, KeyFlowHeads, KeyFlowQueries, KeyScores, KeyScroll, KeyTakeBack,
    // groups of keys
    GroupGo, GroupWindow, GroupToggle, GroupCompare, GroupChange, GroupMap, GroupNone,
    // keys that are always the same
    FixedCharacter, FixedWord, FixedEnds, FixedDelete, FixedDeleteWord, FixedDeleteEnds, FixedApply, FixedCancel,
    FixedChoose, FixedComplete, FixedRun, FixedScroll, FixedPage, FixedHelpEnds, FixedCloseHelp, FixedTakeBack,
    FixedCancelSequence,
    // the keys to begin with
    HintTitle, HintStep, HintMove, HintCommand, HintHelp, HintQuit, HintEnd,
    // panes
    PaneTokens, PaneSteps, PaneMatrix, PaneHeads, PaneCell, PaneResidual, PaneState, PaneOutput, PaneFlow, PaneScores,
    PaneGradients, PaneTraining, PaneLesson,
    // axes
    AxisQuery, AxisKey, AxisToken, AxisDimension, AxisWord, AxisPosition, AxisOut, AxisIn, AxisSingle,
    // steps
    Embedding, Attention, Mlp, Output, Layer, Head, Block, GrainOperation, GrainSubLayer, GrainLayer,
    // the header
    Headlight, Decoder, PreNorm, PostNorm, RmsNorm, GeneralScore, AdditiveScore, GeneralSentence, AdditiveSentence,
    RmsNormSentence, MaskNothingSentence, MaskLaterSentence, MaskFiniteSentence, MaskPaddingSentence,
    MaskedWeightsSentence, Encoder, Recurrent, CrossAttention, Source, Target, FixedMixing, Convolution, Untrained,
    NoNorm, ScaledDot, Dot, Causal, NoMask, Residual, NoResidual,
    // what lies over the panes
    Palette, Help, HelpStage, HelpDesk, HelpScript, HelpHere, HelpLine, HelpPalette, HelpHelp, HelpSequence,
    DoesShowA, DoesShowB, DoesShowDifference, DoesCompare, DoesCompareNothing, DoesSetZero, EditPrompt, KeyClose,
    TooSmall,
    // numbers
    Rotated, HeadCount, Mean, Bits, Bit, Masked, MaxOf, MeanOf, ByRow, Sink, Heads, Max, Rollout, Derived, Of,
    Computing, NotComputed, Weight, Probability, RowSumsTo, Entropy, Bias, Mask, Row, Table, Given, Same,
    LengthByStep, LengthByToken, BeforeNorm, AfterNorm, AttentionAdded, MlpAdded, OfLength, ChangeByStep,
    ChangeByToken, ChangeBeforeNorm, ChangeAfterNorm, ChangeOfAttention, ChangeOfMlp, OfChange, NextInText, Lens,
    GradientOfWhat, NoGradientHere,
    // about a step
    Try, SwitchedScaleOn, SwitchedScaleOff, SwitchedMaskOn, SwitchedMaskOff, SwitchedMasking, SwitchedResidualOn,
    SwitchedResidualOff, SwitchedNorm, SwitchedScore, SwitchedPosition, SwitchedProjections, SwitchedHeads,
    SwitchedTemperature, SwitchedPoke,
    // four scores of the same queries and keys
    PlainDot, Weights, Scores, Gradient, ScoreTrained, ScoreDrawn, ScoreInUse, Largest, ArgmaxDiffers, ArgmaxShort,
    TimeTaken, MemoryTaken, MemoryApart, KeysLeftOut, NothingAttends, EntropyOfMost, GradientMean, OverWidth,
    OneScale,
    // the training pane
    NatsPerToken, TrainingStep, Running, Paused, Ended, HeldOut, HeldOutRight, StepsPerSecond, GradientNorm,
    TrainHint, TrainBegun,
    // tokens that are no text
    BeginToken, EndToken, PadToken,
    // formulas
    Where, Or, Else, IsPadding,
    // states
    Patched, Before, Now, HistoryTitle, HistoryFirst, ShareTitle, Copied, NothingDiffers, NoCounterpart,
    NothingBeside, Pokes, NobodyAttends, PassesOn, WeightsOf, Segment, Remembered, Ahead, Recording, Playing, On, Off,
}

impl Word {
    /// The word in a language.
    pub const fn say(self, language: Language) -> &'static str {
        match language {
            Language::English => english::word(self),
            Language::Chinese => chinese::word(self),
        }
    }
}
